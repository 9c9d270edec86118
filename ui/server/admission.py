"""Which names and origins the screens answer to, and whether anybody beyond this machine is let in."""

import logging
import sys
import threading

from pydantic import Field

from agent.errors import SettingsError
from agent.settings import Settings, load_settings
from agent.settings_addresses import HostName, host_names, is_everywhere, is_loopback, written
from knowledge.vocabulary import Value

I_KNOW = "--i-know"
RISK = "everyone who reaches the page sees, changes and exports every model"
_OWN = ("127.0.0.1", "localhost", "[::1]")
_USUAL_PORTS = {"http": 80, "https": 443}
_LOG = logging.getLogger("threatparley.ui")


class Admission(Value):
    """The exact values of Host and Origin that are let in; a name of its own port counts at the port listened on."""

    names: tuple[str, ...] = Field(default=_OWN, description="Hosts as written in addresses, at the port listened on.")
    hosts: frozenset[str] = Field(default=frozenset(), description="Further values of Host, whatever the port.")
    origins: frozenset[str] = Field(default=frozenset(), description="Further values of Origin.")
    remote: bool = Field(default=False, description="Whether other machines are let in.")

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


_DECIDING = threading.Lock()
_DECIDED: list[Admission] = []
"""The one admission of this process, once it is decided."""


def decide(settings: Settings, i_know: bool) -> Admission:
    """Decide for this process whom the screens let in.

    Raises:
        SettingsError: Other machines are to be let in, and the one who starts it has not said to know the risk.
    """
    decided = admission_of(settings, i_know)
    with _DECIDING:
        _DECIDED[:] = [decided]
    return decided


def admission() -> Admission:
    """Whom the screens of this process let in; where nothing was decided, the settings and the script's words say."""
    with _DECIDING:
        if not _DECIDED:
            _DECIDED.append(_from_surroundings())
        return _DECIDED[0]


def admission_of(settings: Settings, i_know: bool) -> Admission:
    """Whom the settings let in; other machines only if the one who starts it says to know what that means.

    Raises:
        SettingsError: Other machines are to be let in, and the one who starts it has not said to know the risk.
    """
    if settings.allow_remote and not i_know:
        raise SettingsError(
            f"allow_remote (from {settings.origin('allow_remote')}) lets other machines in, and there is no sign-in "
            f"yet: {RISK}. If that is what you want, start it with {I_KNOW}; if not, remove allow_remote"
        )
    given = host_names(settings.allowed_hosts)
    here = () if is_everywhere(settings.host) else (written(settings.host.lower()),)
    bare = tuple(written(one.host) for one in given if not one.scheme and one.port is None)
    exact = [one for one in given if one.scheme or one.port is not None]
    return Admission(
        names=tuple(dict.fromkeys((*here, *_OWN, *bare))),
        hosts=frozenset(_host(one) for one in exact),
        origins=frozenset(f"{one.scheme or 'http'}://{_host(one)}" for one in exact),
        remote=settings.allow_remote,
    )


def is_this_machine(address: str) -> bool:
    """Whether a connection came in at an address that only this machine reaches."""
    return is_loopback(address.removeprefix("::ffff:"))


def _from_surroundings() -> Admission:
    """For a server that was not started by ``threatparley serve``: whatever is missing, only this machine is let in."""
    try:
        return admission_of(load_settings(), i_know=I_KNOW in sys.argv[1:])
    except SettingsError as error:
        _LOG.warning("only this machine is let in: %s", error)
        return Admission()


def _host(one: HostName) -> str:
    scheme = one.scheme or "http"
    return _with_port(scheme, written(one.host), one.port or _USUAL_PORTS[scheme])


def _with_port(scheme: str, name: str, port: int) -> str:
    """As browsers write it: the usual port of a scheme is left out."""
    return name if port == _USUAL_PORTS[scheme] else f"{name}:{port}"
