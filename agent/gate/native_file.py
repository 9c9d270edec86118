"""Read the native file that the gate judges: whole, or refused with one line that names file and place."""

import re

from agent.domain.model import ThreatModel
from agent.errors import InputError
from agent.exchange.as_json import from_json
from agent.recognition import advice_on, kind_of

_CONFLICT = re.compile(r"(?m)^(?:<{7}|={7}|>{7}|\|{7})(?: |$)")


def gate_model(text: str, name: str) -> ThreatModel:
    """The model in a native file; raises InputError with what is wrong, where, and what to do."""
    if not text.strip():
        raise InputError(f"{name} is empty; expected a Threatparley file (threatparley draft -f json writes one)")
    if found := _CONFLICT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise InputError(f"{name} holds a conflict marker of git at line {line}; finish the merge, then check again")
    try:
        return from_json(text)
    except InputError as problem:
        kind = kind_of(text)
        if kind is not None and kind.instead not in ("own", "data"):
            raise InputError(f"{name} is {kind.what}, not a Threatparley file. {advice_on(kind)}") from None
        raise InputError(f"{name}: {problem}") from None
