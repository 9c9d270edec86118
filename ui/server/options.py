"""Streamlit's options as this app needs them: its own file decides, whatever folder, home or environment say."""

import copy
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from streamlit import config, net_util

OWN_FILE = Path(__file__).parents[1] / ".streamlit" / "config.toml"
STARTERS_CHOICE = frozenset({"server.address", "server.port", "server.headless", "browser.serverPort", "logger.level"})
"""What whoever starts the server may choose: none of it lets anybody in, as the gate looks at each connection."""
_UNSET = "<default>"
_HELD: list[bool] = []
_CHOSEN: dict[str, Any] = {}
"""Options that this app gives at its start, such as the secret that signs cookies."""


def hold() -> None:
    """Let only this app's own file set options, from now on and after each time Streamlit reads its files again.

    Streamlit would also read files of the working folder and of the home, and asks an outside service for this
    machine's address when a page of a strange origin calls; neither can happen afterwards.
    """
    if _HELD:
        return
    _HELD.append(True)
    replace(config, "get_config_files", _own_files)
    for name in ("get_internal_ip", "get_external_ip"):
        replace(net_util, name, _no_address)
    config.get_config_options()
    _impose()
    config.on_config_parsed(_impose, force_connect=True, lock=True)


def own_options() -> dict[str, Any]:
    """The options of this app's own file, by their full names."""
    return dict(_flat("", tomllib.loads(OWN_FILE.read_text(encoding="utf-8"))))


def choose(name: str, value: Any) -> None:
    """Give one more option its value, which stays after each time Streamlit reads its files again."""
    _CHOSEN[name] = value
    config.set_option(name, value, "threatparley")


def replace(module: Any, name: str, other: object) -> None:
    """Put another function in the place of one that must exist: a Streamlit without it is not known to be safe."""
    getattr(module, name)
    setattr(module, name, other)


def _impose() -> None:
    """Put every option but the starter's choice to this app's own value, or else to Streamlit's default."""
    own = own_options() | _CHOSEN
    for name in config.get_config_options():
        if name in STARTERS_CHOICE:
            continue
        if name in own:
            config.set_option(name, own[name], str(OWN_FILE))
        elif config.is_manually_set(name):
            config.set_option(name, copy.deepcopy(config._config_options_template[name].value), _UNSET)


def _flat(above: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{above}{name}.", value)
        else:
            yield f"{above}{name}", value


def _own_files(file_name: str) -> list[str]:
    """Only the app's own options; no file with secrets, as Streamlit would put its values into the environment."""
    return [str(OWN_FILE)] if file_name == OWN_FILE.name else []


def _no_address() -> None:
    """In the place of Streamlit's look-ups of this machine's address."""
