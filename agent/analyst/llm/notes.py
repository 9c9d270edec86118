"""What a model said about single things and passed the checks: wording, levels, measures, flags.

Each note hangs on the content it was made from, so it is found again in every later draft and costs nothing twice.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from agent.domain import Quote, Threat
from agent.domain.threats import Control
from agent.llm.gateway import ModelGateway
from agent.llm.turn_log import open_turn_log
from knowledge.vocabulary import DreadFactor


@dataclass(frozen=True)
class Raised:
    """A factor that the owner's words make worse than usual."""

    factor: DreadFactor
    why: str
    quote: str


class Notebook:
    """Reads and writes notes."""

    def __init__(self, gateway: ModelGateway) -> None:
        self._gateway = gateway

    def wording(self, threat: Threat) -> str:
        """The statement in words for this system; empty while there is none."""
        return str(self._read("wording", *_of(threat)).get("text", ""))

    def is_worded(self, threat: Threat) -> bool:
        """Whether the wording was asked for already, whatever came of it."""
        return self._gateway.note(*self._key("wording", *_of(threat))) is not None

    def keep_wording(self, threat: Threat, text: str) -> None:
        """Keep a wording, or that none was usable."""
        self._write({"text": text} if text else {}, "wording", *_of(threat))

    def raised(self, threat: Threat) -> Raised | None:
        """The factor that is raised for a threat."""
        found = self._read("level", *_of(threat))
        try:
            return Raised(DreadFactor(str(found["factor"])), str(found["why"]), str(found["quote"]))
        except (KeyError, ValueError):
            return None

    def keep_raised(self, threat: Threat, raised: Raised) -> None:
        """Keep a raised factor."""
        self._write({"factor": raised.factor.value, "why": raised.why, "quote": raised.quote}, "level", *_of(threat))

    def picks(self, part: str, candidates: Iterable[str], words: Iterable[Quote]) -> dict[str, tuple[str, str]] | None:
        """Which candidates were picked for a part, with the owner's words and why; none while nobody asked."""
        key = ("picks", part, *sorted(candidates), *(quote.text for quote in words))
        if self._gateway.note(*self._key(*key)) is None:
            return None
        found = self._read(*key)
        return {str(one): (str(told[0]), str(told[1])) for one, told in found.items() if isinstance(told, list)}

    def keep_picks(
        self, part: str, candidates: Iterable[str], words: Iterable[Quote], picked: dict[str, tuple[str, str]]
    ) -> None:
        """Keep what was picked."""
        key = ("picks", part, *sorted(candidates), *(quote.text for quote in words))
        self._write({name: list(told) for name, told in picked.items()}, *key)

    def measure(self, control: Control) -> str:
        """What a measure means in this system; empty while there is nothing."""
        return str(self._read("measure", control.mitigation or "", control.action).get("text", ""))

    def is_measured(self, control: Control) -> bool:
        """Whether it was asked already, whatever came of it."""
        return self._gateway.note(*self._key("measure", control.mitigation or "", control.action)) is not None

    def keep_measure(self, control: Control, text: str) -> None:
        """Keep what a measure means here, or that nothing was usable."""
        self._write({"text": text} if text else {}, "measure", control.mitigation or "", control.action)

    def flag(self, threat: Threat) -> str:
        """What the owner should look at; empty while there is nothing."""
        return str(self._read("flag", *_of(threat)).get("text", ""))

    def is_first(self, threat: Threat) -> bool:
        """Whether it was put before others of the same risk."""
        return bool(self._read("flag", *_of(threat)).get("first"))

    def is_reviewed(self, threat: Threat) -> bool:
        """Whether it was looked over already."""
        return self._gateway.note(*self._key("flag", *_of(threat))) is not None

    def keep_review(self, threat: Threat, text: str, first: bool) -> None:
        """Keep what came of looking a threat over."""
        self._write({"text": text, "first": first}, "flag", *_of(threat))

    def _key(self, sort: str, *parts: str) -> tuple[str, ...]:
        task = {"measure": "mitigate", "flag": "review"}.get(sort, "draft")
        return sort, self._gateway.version(task), *parts

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


def _of(threat: Threat) -> tuple[str, str]:
    """What a note about a threat hangs on: its pattern, and the rules' own words for it."""
    return threat.pattern or threat.id, threat.statement
