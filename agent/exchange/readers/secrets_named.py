"""Which settings of a file are secrets, by their names; their values are looked at and never kept."""

import re
from collections.abc import Iterable, Iterator, Mapping

from agent.domain.secrets.secret_names import named

_SECRET = re.compile(r"(?i)secret|passw|passphrase|token|(?:^|[_-])key(?:$|[_-])|api_?key|credential|(?:^|[_-])auth")
_COUNTED = re.compile(r"(?i)(?:max|min|num|limit|count|total)_?tokens?|tokens?_(?:limit|count|budget)|tokenizer")
_SWITCH = re.compile(
    r"(?i)_(?:enabled?|disabled?|required?|allowed|mode|type|url|uri|host|port|path|ttl|expiry|expires?|expire_\w{1,12}|"
    r"lifetime|max_age|issuer|audience|algorithm|provider|backend|method|scopes?)\Z"
)
"""Ends of names that tell how secrets are dealt with, and are none."""
_DEFAULTS = frozenset(
    ("password", "postgres", "admin", "root", "secret", "changeme", "example", "test", "user", "pass", "guest")
)
_ELSEWHERE = ("${", "$(", "{{", "/run/secrets/", "file:", "vault:", "arn:", "ssm:")


def secret_names(settings: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the settings that are secrets, by their own names or by what stands behind them."""
    return tuple(name for name, value in settings.items() if is_secret(name, value))


def is_secret(name: str, value: str = "") -> bool:
    """Whether a setting is a secret."""
    if _COUNTED.search(name):
        return False
    return bool(_SECRET.search(name) and not _SWITCH.search(name)) or bool(list(named(f"{name}={value}"[:2_000])))


def standing_there(settings: Mapping[str, str], names: Iterable[str]) -> Iterator[str]:
    """Those secrets whose value stands in the file itself, and not behind a variable or in a store."""
    for name in names:
        value = settings.get(name, "").strip()
        if value and not value.startswith(_ELSEWHERE) and not name.upper().endswith("_FILE"):
            yield name


def usual_ones(settings: Mapping[str, str], names: Iterable[str]) -> Iterator[str]:
    """Those secrets whose value is one that everybody tries first."""
    return (name for name in names if settings.get(name, "").strip().lower() in _DEFAULTS)
