"""Find the model a command is about: in a native file, or in a kept session."""

from pathlib import Path

from agent.assembly import assemble, assemble_once
from agent.domain import ThreatModel
from agent.exchange import from_json
from agent.facilitator import Facilitator
from agent.settings import load_settings
from ui.commands.files import read_native


def model_of(source: str) -> tuple[ThreatModel, Facilitator]:
    """The model behind a file name, '-' or a session's address, with a facilitator to render it."""
    if source == "-" or Path(source).exists() or "." in source or "/" in source:
        return from_json(read_native(source)), assemble_once(load_settings())
    facilitator = assemble(load_settings())
    return facilitator.open(source).model, facilitator
