"""What an address among the settings may look like, and where it leads."""

import ipaddress
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from knowledge.address_masking import shown_address, split_login

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_EXPECTED = "expected exact names such as threats.example.org:8501 or https://threats.example.org, comma separated"


class HostName(NamedTuple):
    """One name under which the screens are reached; without a port, that of the scheme or the one listened on."""

    scheme: str
    host: str
    port: int | None


def database_address(value: str) -> str:
    """A database address with its driver named; only SQLite and PostgreSQL are known."""
    scheme, separator, rest = value.partition("://")
    if not value:
        return ""
    if "service" in parse_qs(split_login(scheme, rest)[1].partition("?")[2]):
        raise ValueError("expected an address that names its server; give the host in place of a service")
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


def host_names(value: str) -> tuple[HostName, ...]:
    """The exact names in a comma separated list.

    Raises:
        ValueError: One of them is no exact name: a pattern, an address with a path, or something else.
    """
    return tuple(_host_name(entry.strip().lower()) for entry in value.split(",") if entry.strip())


def is_everywhere(host: str) -> bool:
    """Whether an address to listen on stands for every address of the machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def written(host: str) -> str:
    """A host as it is written in a web address: version 6 addresses in brackets."""
    bare = host.strip("[]")
    return f"[{bare}]" if ":" in bare else bare


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


def server_of(url: str) -> str:
    """The host and port that an address leads to; a file or socket on this machine has none."""
    scheme, _, rest = url.partition("://")
    if scheme.startswith("postgres"):
        return ",".join(_database_hosts(scheme, rest))
    return urlsplit(url).netloc.rpartition("@")[2]


def is_remote(url: str) -> bool:
    """Whether an address leads off this machine."""
    servers = server_of(url)
    return bool(servers) and not all(is_loopback(_host_of(server)) for server in servers.split(","))


def _database_hosts(scheme: str, rest: str) -> list[str]:
    """The servers of a PostgreSQL address; those among its parameters count before the one in front."""
    place, _, query = split_login(scheme, rest)[1].partition("?")
    given = parse_qs(query)
    named = ",".join(given.get("hostaddr") or given.get("host") or [place.partition("/")[0]])
    return [host for host in named.split(",") if host and not host.startswith(("/", "@"))]


def _host_of(server: str) -> str:
    """A server without its port; an IPv6 address may stand in brackets or bare."""
    if server.startswith("["):
        return server[1:].partition("]")[0]
    return server.partition(":")[0] if server.count(":") == 1 else server


def destination_of(model: str, base_url: str, why_not: str, stays: str) -> str:
    """One plain sentence or two about where the owner's words go: to which model, and what stays.

    ``why_not`` is why a model is not asked, where that is so; ``stays`` says where everything else is.
    """
    asked = f"the language model {model} at {server_of(base_url)}"
    if not model:
        return f"{stays} No language model is set; everything works without one."
    if why_not:
        return f"{stays} {why_not}, so {asked} is not asked."
    if is_remote(base_url):
        return (
            f"Your texts, and what is drafted from them, are sent to {asked}; secrets in them are masked first. "
            f"{stays.replace('Nothing leaves', 'Nothing else leaves')}"
        )
    return f"{stays} Your texts are read by {asked}, on the same machine; secrets in them are masked first."


def _host_name(entry: str) -> HostName:
    scheme, mark, rest = entry.rpartition("://")
    try:
        parts = urlsplit(f"//{rest}")
        port, host = parts.port, _exact(parts.hostname or "")
    except ValueError:
        raise ValueError(f"{_EXPECTED}; got {shown_address(entry)}") from None
    whole = written(host) + (f":{port}" if port is not None else "")
    known = scheme in ("http", "https") if mark else True
    if not known or port == 0 or not _same(rest, whole, host):
        raise ValueError(f"{_EXPECTED}; got {shown_address(entry)}")
    return HostName(scheme, host, port)


def _exact(host: str) -> str:
    """A host name as browsers write it; ValueError if it is a pattern or stands for every address."""
    if ":" in host or host.replace(".", "").isdigit():
        address = ipaddress.ip_address(host)
        if address.is_unspecified:
            raise ValueError
        return str(address)
    if len(host) > 253 or not _NAME.fullmatch(host):
        raise ValueError
    return host


def _same(given: str, whole: str, host: str) -> bool:
    """Whether nothing but a host and a port was given; a version 6 address may be written in several ways."""
    return given == whole or (":" in host and re.fullmatch(r"\[[0-9a-f:.]+\](:\d+)?", given) is not None)
