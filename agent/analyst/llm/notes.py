"""What a model said about single measures and passed the checks.

Each note hangs on the content it was made from, so it is found again in every later draft and costs nothing twice.
"""

import json

from agent.domain.threats import Control
from agent.llm.gateway import ModelGateway
from agent.llm.turn_log import open_turn_log


class Notebook:
    """Reads and writes notes."""

    def __init__(self, gateway: ModelGateway) -> None:
        self._gateway = gateway

    def measure(self, control: Control) -> tuple[str, str]:
        """What a measure means in this system, and how one sees that it works; empty while there is nothing."""
        found = self._read("measure", control.mitigation or "", control.action)
        return str(found.get("text", "")), str(found.get("check", ""))

    def is_measured(self, control: Control) -> bool:
        """Whether it was asked already, whatever came of it."""
        return self._gateway.note(*self._key("measure", control.mitigation or "", control.action)) is not None

    def keep_measure(self, control: Control, text: str, check: str) -> None:
        """Keep what a measure means here, or that nothing was usable."""
        note: dict[str, object] = {"text": text, "check": check} if text else {}
        self._write(note, "measure", control.mitigation or "", control.action)

    def _key(self, sort: str, *parts: str) -> tuple[str, ...]:
        return sort, self._gateway.version("mitigate"), *parts

    def _read(self, sort: str, *parts: str) -> dict[str, object]:
        key = self._key(sort, *parts)
        told = self._gateway.note(*key)
        try:
            found = json.loads(told) if told else {}
        except ValueError:
            return {}
        turn_log = open_turn_log()
        if found and turn_log is not None:
            turn_log.prompts.add(key[1])
        return found if isinstance(found, dict) else {}

    def _write(self, note: dict[str, object], sort: str, *parts: str) -> None:
        self._gateway.keep_note(json.dumps(note), *self._key(sort, *parts))
