"""What an address among the settings may look like, and where it leads."""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit


def database_address(value: str) -> str:
    """A database address with its driver named; only SQLite and PostgreSQL are known."""
    scheme, separator, rest = value.partition("://")
    if not value:
        return ""
    if scheme in ("postgresql", "postgres", "postgresql+psycopg") and rest:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/") and Path(rest[1:]).name:
        return value
    shown = scheme + separator if separator else "something without ://"
    raise ValueError(f"expected sqlite:///<file> or postgresql://<user>@<host>/<database>, got {shown or 'nothing'}")


def service_address(value: str) -> str:
    """A web address of a service, without the closing slash."""
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise ValueError("expected an address such as http://localhost:8000")
    if parts.username or parts.password:
        raise ValueError("the address must not carry a user name or password; give a key in its own setting")
    return value.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host name or address stays on this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def travels_in_clear(url: str) -> bool:
    """Whether what is sent to this address crosses the network unencrypted."""
    parts = urlsplit(url)
    return parts.scheme == "http" and not is_loopback(parts.hostname or "")
