"""The settings of one installation, each value with where it came from; the only file that reads the environment.

A value is taken from the first of: flags, THREATPARLEY_* variables, .env, threatparley.toml, [tool.threatparley] in
pyproject.toml, the user's config file, the default. The files of the working folder may set what is harmless; the rest
of what they set needs a yes first (``agent.settings.folder``).
"""

import logging
import os
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, PrivateAttr, ValidationError, field_validator, model_validator

from agent.errors import SettingsError
from agent.settings.addresses import (
    database_address,
    destination_of,
    host_names,
    is_everywhere,
    is_loopback,
    is_remote,
    server_of,
    service_address,
    travels_in_clear,
)
from agent.settings.folder import Wishes, check_folder, wishes_of
from agent.settings.former_name import DATABASE, FORMER, left_alone, take_over_config, take_over_data
from agent.settings.gate import GateSettings
from agent.settings.limits import LimitSettings
from agent.settings.model import ModelSettings
from agent.settings.retention import RetentionSettings
from agent.settings.sign_in import SignInSettings, problems_of, refuse_from_folder, secrets_of_files
from agent.settings.sources import PREFIX, Layer, borrowed, layers_of, user_folder
from agent.settings.trust import TrustedFolders
from knowledge.address_masking import shown_address

log = logging.getLogger(__name__)

HARDENED = {
    "LANGGRAPH_STRICT_MSGPACK": "true",
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGCHAIN_HANDLER": "false",
    "LANGGRAPH_CLI_NO_ANALYTICS": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "DBOS__CLOUD": "false",
    "DBOS__OTLP_TRACES_ENDPOINT": "",
    "DBOS__OTLP_LOGS_ENDPOINT": "",
    "OPENAI_LOG": "",
    "ORT_DISABLE_TELEMETRY": "1",
}
"""What is switched in the environment before any heavy library is imported: strict loading, no telemetry, and no log
of what is sent to an endpoint."""


_ADDRESSES = ("database_url", "chroma_url", "base_url", "metrics_collector")


class Settings(ModelSettings, LimitSettings, RetentionSettings, SignInSettings):
    """How this installation runs."""

    model_config = ConfigDict(hide_input_in_errors=True)

    data_dir: Path = Field(description="Folder for the database, the search index and checkpoints.")
    database_url: str = Field(default="", repr=False, description="Database address; empty: a SQLite file in data_dir.")
    chroma_url: str | None = Field(default=None, description="Address of a Chroma server; none: an index in data_dir.")
    semantic: bool = Field(default=False, description="Compare texts by the sentence model of the extra semantic.")
    offline: bool = Field(default=False, description="Never call a language model or another service over the network.")
    lease_seconds: float = Field(default=8.0, ge=1, le=600, description="How long a silent worker keeps a session.")
    host: str = Field(default="127.0.0.1", min_length=1, max_length=255, description="Address the screens listen on.")
    port: int = Field(default=8501, ge=1, le=65535, description="Port the screens listen on.")
    allow_remote: bool = Field(default=False, description="Let the screens listen beyond this machine.")
    allowed_hosts: str = Field(default="", max_length=4000, description="Exact names the screens are reached by there.")

    gate: GateSettings = Field(default=GateSettings(), description="What threatparley check holds a model against.")

    _origins: dict[str, str] = PrivateAttr(default_factory=dict)
    _former: Path | None = PrivateAttr(default=None)

    @field_validator("data_dir")
    @classmethod
    def _whole_path(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        return database_address(value)

    @field_validator("chroma_url", "base_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        return service_address(value) if value else None

    @field_validator("allowed_hosts")
    @classmethod
    def _exact_names(cls, value: str) -> str:
        host_names(value)
        return value

    @model_validator(mode="before")
    @classmethod
    def _default_folder(cls, given: Any) -> Any:
        return {"data_dir": user_folder("data", os.environ), **given} if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _agree(self) -> "Settings":
        problems = list(_contradictions(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def store_url(self) -> str:
        """The database address that is used: the one given, or the SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / DATABASE}"

    @property
    def kept_files(self) -> tuple[Path, ...]:
        """The files of the sessions, in place of which nothing else may ever be written."""
        name = self.store_url.removeprefix("sqlite:///").partition("?")[0]
        files = (Path(name),) if name != self.store_url else ()
        return (*files, self.data_dir / "checkpoints.sqlite", self.data_dir / "model.sqlite")

    @property
    def own_catalog(self) -> Path:
        """The folder of what the user has taken into the catalog."""
        return self.data_dir / "catalog"

    @property
    def asks_model(self) -> bool:
        """Whether a language model is asked at all: one is named, and offline is off."""
        return bool(self.model and self.base_url and not self.offline)

    @property
    def destination(self) -> str:
        """Where texts go, in the words that every screen shows."""
        return self.destination_of()

    def destination_of(self, offline: bool = False) -> str:
        """Where the texts of one threat model go, which may be set to stay offline."""
        why_not = "Offline is switched on in the settings" if self.offline else "Offline only is on" if offline else ""
        return destination_of(self.model or "", self.base_url or "", why_not, self._what_stays())

    def _what_stays(self) -> str:
        """Where everything but calls to a language model happens."""
        machine = "this machine" if is_loopback(self.host) else "the machine that Threatparley runs on"
        places = [f"the database at {server_of(self.store_url)}"] if is_remote(self.store_url) else []
        places += (
            [f"the search index at {server_of(self.chroma_url or '')}"] if is_remote(self.chroma_url or "") else []
        )
        if places:
            return f"Nothing leaves {machine} but to {' and '.join(places)}."
        return f"Nothing leaves {machine}."

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        for name, value in super().__repr_args__():
            yield name, shown_address(value) if name in _ADDRESSES and value else value

    @property
    def left_alone(self) -> str:
        """Where sessions of the product's former name are not looked at, because there are others; empty: nowhere."""
        return left_alone(self.data_dir, self._former)

    def origin(self, name: str) -> str:
        """Where a value came from, in words."""
        return self._origins.get(name, "default")

    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """Every setting as name, shown value and origin; secrets and passwords are masked."""
        shown = {name: str(getattr(self, name)) for name in type(self).model_fields}
        shown |= {"database_url": self.store_url, "chroma_url": self.chroma_url or "", "base_url": self.base_url or ""}
        shown |= {name: shown_address(shown[name]) or "not set" for name in _ADDRESSES}
        shown |= {name: "set" if getattr(self, name) else "not set" for name in _SECRET}
        shown["gate"] = self.gate.words
        shown["calls_at_once"] = str(self.places)
        if self.call_seconds is None:
            del shown["call_seconds"]
        return tuple((name, "not set" if text == "None" else text, self.origin(name)) for name, text in shown.items())


_KNOWN = frozenset(Settings.model_fields)
_DEFAULTS = {name: field.default for name, field in Settings.model_fields.items()}
_SECRET = frozenset(name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation))


def load_settings(
    environ: Mapping[str, str] | None = None, flags: Mapping[str, object] | None = None, folder: Path | None = None
) -> Settings:
    """The settings in force for a working folder; flags that are None count as not given.

    What was kept under the product's former name is taken over first, once. Raises SettingsError for what cannot hold,
    FolderNotTrusted where the folder sets what needs a yes first, and StoreUnavailable where something kept under the
    former name cannot be taken over.
    """
    environ = os.environ if environ is None else environ
    _tell(take_over_config(user_folder("config", environ), user_folder("config", environ, FORMER), _KNOWN))
    folder = (folder or Path.cwd()).resolve()
    layers = layers_of(environ, flags or {}, folder, _KNOWN)
    refuse_from_folder({name: layer.origin for layer in layers if layer.local for name in layer.values})
    wished = wishes_of(folder, layers, _DEFAULTS, _SECRET)
    check_folder(wished, bool(wished.wishes) and trusted_folders(environ).holds(folder, wished.digest))
    values: dict[str, object] = {"data_dir": user_folder("data", environ)}
    origins: dict[str, str] = {}
    for layer in reversed(layers):
        values |= layer.values
        origins |= dict.fromkeys(layer.values, layer.origin)
    for layer in borrowed(environ, values):
        values |= layer.values
        origins |= dict.fromkeys(layer.values, layer.origin)
    values |= secrets_of_files(values)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_problem(error, layers)) from None
    settings._origins.update(origins)
    _tell(settings.former_limit())
    _keep_the_key_home(settings, {layer.origin for layer in layers if layer.local})
    if settings.origin("data_dir") == "default":
        settings._former = user_folder("data", environ, FORMER)
    _tell(take_over_data(settings.data_dir, settings._former))
    return settings


def wishes_of_folder(folder: Path, environ: Mapping[str, str] | None = None) -> Wishes:
    """What the files of a folder set that needs a yes of the user first; raises SettingsError for malformed files."""
    environ = os.environ if environ is None else environ
    return wishes_of(folder, layers_of(environ, {}, folder.resolve(), _KNOWN), _DEFAULTS, _SECRET)


def trusted_folders(environ: Mapping[str, str] | None = None) -> TrustedFolders:
    """The folders this user has said yes to."""
    return TrustedFolders(user_folder("config", os.environ if environ is None else environ) / "trusted.json")


def harden(environ: MutableMapping[str, str] | None = None) -> None:
    """Switch libraries to strict loading and no telemetry; ``agent.graph.build`` does so before it imports any."""
    (os.environ if environ is None else environ).update(HARDENED)


def for_child(**more: str) -> dict[str, str]:
    """The environment of another program that is started here: this one's, with some variables set."""
    return {**os.environ, **more}


def _tell(done: str) -> None:
    """Say what was taken over, in the log and so, where nobody set one up, on standard error."""
    if done:
        log.warning("%s", done)


def _contradictions(chosen: Settings) -> Iterator[str]:
    for name in ("chroma_url", "metrics_collector"):
        address = getattr(chosen, name)
        if chosen.offline and address and not is_loopback(urlsplit(address).hostname or ""):
            yield f"offline is on but {name} leads off this machine; remove {name}, or turn offline off"
    if chosen.model and not chosen.base_url:
        yield "model names a language model but base_url gives no endpoint for it; set base_url, or remove model"
    if chosen.base_url and not chosen.model:
        yield "base_url names an endpoint but no model is chosen; set model, or remove base_url"
    if chosen.api_key and chosen.base_url and travels_in_clear(chosen.base_url):
        yield "base_url would send the api_key unencrypted; use https, or remove the key"
    if not is_loopback(chosen.host) and not chosen.allow_remote:
        yield f"host {chosen.host} can be reached from other machines; set allow_remote too, or use 127.0.0.1"
    if is_everywhere(chosen.host) and chosen.allow_remote and not (chosen.allowed_hosts or chosen.sign_in_address):
        yield f"host {chosen.host} is every address of this machine; name the exact ones in allowed_hosts"
    for name in ("allowed_hosts", "sign_in_address"):
        beyond = [one.host for one in host_names(getattr(chosen, name)) if not is_loopback(one.host)]
        if beyond and not chosen.allow_remote:
            yield f"{name} names {beyond[0]}, which leads here from other machines; set allow_remote too"
    yield from problems_of(chosen, chosen.offline)


def _keep_the_key_home(settings: Settings, local: set[str]) -> None:
    """Refuse to send a key of the user's own to an address that the working folder brings along."""
    address, key = settings.origin("base_url"), settings.origin("api_key")
    if settings.base_url and settings.api_key and address in local and key not in local:
        raise SettingsError(
            f"base_url comes from {address}, which travels with this folder, but api_key from {key}. "
            f"A key is only sent where its owner says: set base_url beside the key, or the key in this folder's .env."
        )


def _problem(error: ValidationError, layers: tuple[Layer, ...]) -> str:
    """What is wrong, naming the setting and where it was given, without repeating a secret."""
    lines = []
    for fault in error.errors(include_input=False, include_url=False):
        name = str(fault["loc"][0]) if fault["loc"] else ""
        given = next((f" (from {layer.origin})" for layer in layers if name in layer.values), "")
        where = f"{'.'.join(map(str, fault['loc']))}{given}: " if name else ""
        lines.append(where + fault["msg"].removeprefix("Value error, "))
    return f"{'; '.join(lines)}. Set it by flag, by {PREFIX}<NAME>, in .env or in threatparley.toml."
