"""What owners sound an alarm about in their own words: nobody looks, a guard is missing, one key opens everything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import Field

from agent.reading.text.cues import CueBank
from agent.reading.text.sentences import Sentence
from knowledge.tables import word_table
from knowledge.vocabulary import Slug, Value


class AlarmRow(Value):
    """One thing that owners sound an alarm about."""

    id: Slug = Field(description="How the table of what comes of it names it.")
    means: str = Field(description="What it says, as a clause.")
    cues: tuple[str, ...] = Field(description="The words that tell it.")


class AlarmWords(Value):
    """The table ``alarms.yaml``."""

    alarms: tuple[AlarmRow, ...]


@dataclass(frozen=True)
class Alarm:
    """An alarm with the sentence that sounds it."""

    id: str
    means: str
    words: str


def alarms_in(sentences: Iterable[Sentence]) -> tuple[Alarm, ...]:
    """What some sentences sound an alarm about, each thing once, with the first sentence that does."""
    found: dict[str, Alarm] = {}
    for one in sentences:
        if not (one.asks or one.title):
            for clause in one.clauses:
                for hit in _bank().find(clause.texts):
                    found.setdefault(hit.sign, Alarm(hit.sign, alarm_rows()[hit.sign].means, one.text))
    return tuple(found.values())


@cache
def alarm_rows() -> Mapping[str, AlarmRow]:
    """The table, by id."""
    return {row.id: row for row in word_table("alarms", AlarmWords).alarms}


@cache
def _bank() -> CueBank[str]:
    return CueBank((cue, row.id) for row in alarm_rows().values() for cue in row.cues)
