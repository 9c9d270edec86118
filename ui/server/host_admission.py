"""Which names and origins the screens answer to, and whether anybody beyond this machine is let in."""

import ipaddress
import logging
import threading

from pydantic import Field, SecretStr

from agent.errors import SettingsError
from agent.settings import Settings, load_settings
from agent.settings.addresses import HostName, host_names, is_everywhere, is_loopback, written
from knowledge.vocabulary import Value

RISK = "everyone who reaches the page would see, change and export every model"
REMEDY = (
    "Let people sign in: set sign_in_issuer, sign_in_client_id, sign_in_client_secret, sign_in_cookie_secret and "
    "sign_in_address; or, behind a proxy that signs them in, set trusted_proxies and trusted_proxy_secret"
)
_OWN = ("127.0.0.1", "localhost", "[::1]")
_USUAL_PORTS = {"http": 80, "https": 443}
_LOG = logging.getLogger("threatparley.ui")


class Admission(Value):
    """The exact values of Host and Origin that are let in; a name of its own port counts at the port listened on."""

    names: tuple[str, ...] = Field(default=_OWN, description="Hosts as written in addresses, at the port listened on.")
    hosts: frozenset[str] = Field(default=frozenset(), description="Further values of Host, whatever the port.")
    origins: frozenset[str] = Field(default=frozenset(), description="Further values of Origin.")
    remote: bool = Field(default=False, description="Whether other machines are let in.")
    proxies: tuple[str, ...] = Field(default=(), description="Proxies that sign people in; nothing else is answered.")
    proof: SecretStr = Field(default=SecretStr(""), description="What such a proxy sends with each request.")

    def hosts_at(self, port: int) -> frozenset[str]:
        """The values of Host that are let in by a server that listens on a port."""
        return self.hosts | {_with_port("http", name, port) for name in self.names}

    def origins_at(self, port: int) -> frozenset[str]:
        """The values of Origin that are let in by a server that listens on a port."""
        return self.origins | {f"http://{_with_port('http', name, port)}" for name in self.names}

    def addresses(self, port: int) -> tuple[str, ...]:
        """Where the page can be opened, the nearest first."""
        near = [f"http://{_with_port('http', name, port)}" for name in self.names]
        return tuple(dict.fromkeys([*near, *sorted(self.origins)]))

    def is_proxy(self, address: str) -> bool:
        """Whether a connection comes from a proxy that signs people in."""
        try:
            caller = ipaddress.ip_address(address.removeprefix("::ffff:"))
        except ValueError:
            return False
        return any(caller in ipaddress.ip_network(one) for one in self.proxies)


_DECIDING = threading.Lock()
_DECIDED: list[Admission] = []
"""The one admission of this process, once it is decided."""


def decide(settings: Settings) -> Admission:
    """Decide for this process whom the screens let in.

    Raises:
        SettingsError: Other machines are to be let in, and nothing says who is at them.
    """
    decided = admission_of(settings)
    with _DECIDING:
        _DECIDED[:] = [decided]
    return decided


def admission() -> Admission:
    """Whom the screens of this process let in; where nothing was decided, the settings say."""
    with _DECIDING:
        if not _DECIDED:
            _DECIDED.append(_from_surroundings())
        return _DECIDED[0]


def admission_of(settings: Settings) -> Admission:
    """Whom the settings let in; other machines only where people are known by name.

    Raises:
        SettingsError: Other machines are to be let in, and nothing says who is at them.
    """
    if settings.allow_remote and not settings.knows_people:
        raise SettingsError(
            f"allow_remote (from {settings.origin('allow_remote')}) lets other machines in, and nothing says who is at "
            f"them: {RISK}. {REMEDY}; or remove allow_remote"
        )
    given = (*host_names(settings.allowed_hosts), *host_names(settings.sign_in_address))
    here = () if is_everywhere(settings.host) else (written(settings.host.lower()),)
    bare = tuple(written(one.host) for one in given if not one.scheme and one.port is None)
    exact = [one for one in given if one.scheme or one.port is not None]
    return Admission(
        names=tuple(dict.fromkeys((*here, *_OWN, *bare))),
        hosts=frozenset(_host(one) for one in exact),
        origins=frozenset(f"{one.scheme or 'http'}://{_host(one)}" for one in exact),
        remote=settings.allow_remote,
        proxies=settings.proxies,
        proof=settings.trusted_proxy_secret or SecretStr(""),
    )


def is_this_machine(address: str) -> bool:
    """Whether a connection came in at an address that only this machine reaches."""
    return is_loopback(address.removeprefix("::ffff:"))


def _from_surroundings() -> Admission:
    """For a server that was not started by ``threatparley serve``: whatever is missing, only this machine is let in."""
    try:
        return admission_of(load_settings())
    except SettingsError as error:
        _LOG.warning("only this machine is let in: %s", error)
        return Admission()


def _host(one: HostName) -> str:
    scheme = one.scheme or "http"
    return _with_port(scheme, written(one.host), one.port or _USUAL_PORTS[scheme])


def _with_port(scheme: str, name: str, port: int) -> str:
    """As browsers write it: the usual port of a scheme is left out."""
    return name if port == _USUAL_PORTS[scheme] else f"{name}:{port}"
