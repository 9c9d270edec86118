"""The places settings are read from, in the order in which they count."""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from agent.errors import SettingsError
from knowledge.vocabulary import Value

PREFIX = "THREATPARLEY_"
FORMER_OFFLINE = "THREATWRIGHT_OFFLINE"
OPENAI_KEY = "OPENAI_API_KEY"
OPENAI_ADDRESS = "OPENAI_BASE_URL"
OPENAI_USUAL = "https://api.openai.com/v1"
FOLDER_FILES = (".env", "threatparley.toml", "pyproject.toml")
"""The files of a working folder that may give settings."""


class Layer(Value):
    """The values one place gives."""

    origin: str
    values: dict[str, object]
    local: bool = False
    """It comes with the working folder, which may be somebody else's."""


def borrowed(environ: Mapping[str, str], values: Mapping[str, object]) -> tuple[Layer, ...]:
    """What the OPENAI_* variables add once a model is named: an address, and the key that belongs to that address."""
    key, address = environ.get(OPENAI_KEY, "").strip(), environ.get(OPENAI_ADDRESS, "").strip()
    if not values.get("model") or not (key or address):
        return ()
    usual, chosen = address or OPENAI_USUAL, values.get("base_url")
    layers = []
    if not chosen:
        variable = OPENAI_ADDRESS if address else OPENAI_KEY
        layers.append(Layer(origin=f"environment variable {variable}", values={"base_url": usual}))
    if key and not values.get("api_key") and _server_of(str(chosen or usual)) == _server_of(usual):
        layers.append(Layer(origin=f"environment variable {OPENAI_KEY}", values={"api_key": key}))
    return tuple(layers)


def layers_of(
    environ: Mapping[str, str], flags: Mapping[str, object], folder: Path, known: frozenset[str]
) -> tuple[Layer, ...]:
    """All places that give values, the first counting most."""
    layers = [
        *_single("flag --{}", {name: value for name, value in flags.items() if value is not None}, known, dashed=True),
        *_variables("environment variable {}", environ, known),
        *_former_offline(environ),
        *_local(_variables(f"{folder / '.env'}: {{}}", _dotenv(folder / ".env"), known)),
        *_local(_tables(folder / "threatparley.toml", (), known)),
        *_local(_tables(folder / "pyproject.toml", ("tool", "threatparley"), known)),
        *_tables(user_folder("config", environ) / "config.toml", (), known),
    ]
    return tuple(layers)


def _former_offline(environ: Mapping[str, str]) -> tuple[Layer, ...]:
    """The one variable of the former name that is still heeded: who asked that nothing be sent must not be let down."""
    if environ.get(FORMER_OFFLINE, "").strip().lower() not in ("1", "true", "yes", "on"):
        return ()
    return (Layer(origin=f"environment variable {FORMER_OFFLINE}, the former name", values={"offline": True}),)


def user_folder(kind: str, environ: Mapping[str, str], name: str = "threatparley") -> Path:
    """The user's own folder of that name for data or config, by the XDG variables or their defaults."""
    variable, default = {"data": ("XDG_DATA_HOME", ".local/share"), "config": ("XDG_CONFIG_HOME", ".config")}[kind]
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or Path.home())
    given = environ.get(variable, "")
    return (Path(given) if Path(given).is_absolute() else home / default) / name


def _server_of(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url
    return parts.scheme, parts.netloc.lower()


def _local(layers: list[Layer]) -> list[Layer]:
    return [layer.model_copy(update={"local": True}) for layer in layers]


def _single(origin: str, values: Mapping[str, object], known: frozenset[str], dashed: bool = False) -> list[Layer]:
    """One layer per value, so that each value names its own origin."""
    for name in values:
        _check(name, origin.format(name), known)
    return [
        Layer(origin=origin.format(name.replace("_", "-") if dashed else name), values={name: value})
        for name, value in values.items()
    ]


def _variables(origin: str, environ: Mapping[str, str], known: frozenset[str]) -> list[Layer]:
    given = {name: text for name, text in environ.items() if name.startswith(PREFIX) and text.strip()}
    layers = []
    for variable, text in sorted(given.items()):
        name = variable.removeprefix(PREFIX).lower()
        _check(name, origin.format(variable), known)
        layers.append(Layer(origin=origin.format(variable), values={name: text.strip()}))
    return layers


def _tables(path: Path, keys: tuple[str, ...], known: frozenset[str]) -> list[Layer]:
    if not path.is_file():
        return []
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}; mend that line or remove the file") from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}; check its permissions") from None
    for key in keys:
        found = table.get(key, {})
        if not isinstance(found, dict):
            raise SettingsError(f"{path}: expected a table [{'.'.join(keys)}], found {key} = {found!r}; mend that line")
        table = found
    return _single(f"{path}: {{}}", table, known)


def _dotenv(path: Path) -> dict[str, str]:
    """The NAME=value lines of a .env file; quotes around a value and a leading export are dropped."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}; mend or remove the file") from None
    found = {}
    for line in lines:
        name, equals, text = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            found[name.strip()] = _unquoted(text.strip())
    return found


def _unquoted(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text.partition(" #")[0].rstrip()


def _check(name: str, origin: str, known: frozenset[str]) -> None:
    if name not in known:
        near = difflib.get_close_matches(name, sorted(known), n=1)
        hint = f"did you mean {near[0]}?" if near else f"the settings are {', '.join(sorted(known))}"
        raise SettingsError(f"{origin} names no setting; {hint}")
