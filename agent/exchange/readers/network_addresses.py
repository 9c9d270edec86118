"""Where something in a file is reached: host and port, without logins, paths and queries; and as marks of a part."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

_HERE = frozenset(("localhost", "host.docker.internal", "0.0.0.0", "::1", "::"))
_INNER_ENDINGS = (".local", ".internal", ".localdomain", ".lan", ".svc", ".cluster.local", ".home.arpa", ".test")
_USUAL = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_MOST = 2_000
_MOVING = frozenset(("", "latest", "main", "master", "stable", "nightly", "edge", "dev", "develop"))
_ADDRESSED = re.compile(
    r"(?i)(?:host(?:name)?s?|addr(?:ess)?(?:es)?|url|uri|endpoints?|servers?|dsn|brokers?|backend|upstream|proxy)(?:_\w{1,9})?\Z"
)
"""Names of settings of which a bare word is a host."""
_DEFAULT = re.compile(r"\$\{[A-Za-z0-9_]{1,60}:?-([^{}$]{0,120})\}")


@dataclass(frozen=True)
class Reach:
    """An address that leads somewhere."""

    host: str
    port: int | None
    scheme: str

    @property
    def shown(self) -> str:
        """The host, with its port where one is given."""
        return f"{self.host}:{self.port}" if self.port else self.host

    @property
    def here(self) -> bool:
        """Whether it leads to the machine itself."""
        return self.host in _HERE or self.host.startswith("127.")

    @property
    def inside(self) -> bool:
        """Whether it leads to the machine or to its own network, as far as the name tells."""
        if self.here or "." not in self.host or self.host.endswith(_INNER_ENDINGS):
            return True
        try:
            return ip_address(self.host).is_private
        except ValueError:
            return False

    @property
    def plain(self) -> bool:
        """Whether it goes over a network without encryption."""
        return not self.here and self.scheme in ("http", "ws")

    @property
    def marks(self) -> Iterator[str]:
        """By what a part of another file may be known as the same: a port of the machine, a name, or a site."""
        port = self.port or _USUAL.get(self.scheme)
        if self.here:
            yield f"port:{port}" if port else ""
        elif self.inside:
            yield f"host:{self.host.partition('.')[0]}"
        else:
            yield f"site:{self.host}"


def reach_of(address: str) -> Reach | None:
    """Where an address leads, with or without a scheme; none where it cannot be read or leads nowhere."""
    text = address.strip()[:_MOST]
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = (parts.hostname or "").lower().rstrip("."), parts.port
    except ValueError:
        return None
    if not host or any(mark in host for mark in " {}$<>\"'"):
        return None
    return Reach(host, port, parts.scheme.lower())


def leads_somewhere(name: str, value: str) -> bool:
    """Whether a setting holds an address: by its own look, or a bare word by the name of the setting."""
    return ":" in value or "/" in value or _ADDRESSED.search(name) is not None


def image_name(image: str) -> str:
    """An image without its registry's host, tag and digest: ``docker/mcp-gateway``."""
    bare = with_defaults(image).partition("@")[0]
    head, slash, last = bare.rpartition("/")
    parts = [*head.split("/"), last.partition(":")[0]] if slash else [last.partition(":")[0]]
    if len(parts) > 1 and ("." in parts[0] or ":" in parts[0] or parts[0] == "localhost"):
        parts = parts[1:]
    return "/".join(part for part in parts if part).removeprefix("library/")


def image_marks(image: str) -> Iterator[str]:
    """The mark of an image; none of one that is no more than a variable."""
    name = image_name(image)
    if name and "$" not in name and "{" not in name:
        yield f"image:{name}"


def is_fixed(image: str) -> bool:
    """Whether an image has a version of its own, or a digest."""
    tag = with_defaults(image).rpartition("/")[2].partition(":")[2]
    return "@sha256:" in image or (tag not in _MOVING and not tag.startswith("$"))


def with_defaults(text: str) -> str:
    """A text with the defaults of its variables in their places: ``${PORT:-80}`` as ``80``."""
    return _DEFAULT.sub(lambda found: found[1], text)
