"""What a model said about single measures and passed the checks.

Each note hangs on the system and on the content it was made from, so it is found again in later drafts and costs
nothing twice, and what was said of one system is never told of another.
"""

import json

from agent.analyst.llm.prompt_context import digest_of
from agent.domain import Control, ThreatModel
from agent.llm.gateway import ModelGateway
from agent.llm.turn_log import open_turn_log


class Notebook:
    """Reads and writes notes."""

    def __init__(self, gateway: ModelGateway) -> None:
        self._gateway = gateway

    def measure(self, control: Control, model: ThreatModel) -> tuple[str, str]:
        """What a measure means in this system, and how one sees that it works; empty while there is nothing."""
        found = self._read(_parts(control, model))
        return str(found.get("text", "")), str(found.get("check", ""))

    def is_measured(self, control: Control, model: ThreatModel) -> bool:
        """Whether it was asked already, whatever came of it."""
        return self._gateway.note(*self._key(_parts(control, model))) is not None

    def keep_measure(self, control: Control, model: ThreatModel, text: str, check: str) -> None:
        """Keep what a measure means here, or that nothing was usable."""
        note: dict[str, object] = {"text": text, "check": check} if text else {}
        self._gateway.keep_note(json.dumps(note), *self._key(_parts(control, model)))

    def _key(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        return "measure", self._gateway.version("mitigate"), *parts

    def _read(self, parts: tuple[str, ...]) -> dict[str, object]:
        key = self._key(parts)
        told = self._gateway.note(*key)
        try:
            found = json.loads(told) if told else {}
        except ValueError:
            return {}
        turn_log = open_turn_log()
        if found and turn_log is not None:
            turn_log.prompts.add(key[1])
        return found if isinstance(found, dict) else {}


def _parts(control: Control, model: ThreatModel) -> tuple[str, ...]:
    """What a note hangs on: the measure, and the system in which it was made concrete."""
    return digest_of(model), control.mitigation or "", control.action
