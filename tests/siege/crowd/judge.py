"""What became of everything: looked up in the store once the crowd has gone, by the program itself."""

import re
from collections import Counter
from dataclasses import dataclass, field

from agent.domain.sessions.principal import SYSTEM
from agent.domain.sessions.session import TurnStatus
from agent.facilitator import Facilitator
from tests.siege.crowd.people import Someone
from tests.siege.crowd.tally import Kind, Tally

_TOKEN = re.compile(r"Zebra\d+[a-z]\d+")
_EDIT = re.compile(r"Zebra\d+[ew]")


@dataclass(frozen=True)
class Kept:
    """What the store has of the model of one tenant."""

    of: dict[Kind, Counter[str]]
    """By kind, how often each word is there, or each sign-off."""
    unanswered: int = 0
    """Turns that were taken and never ended."""
    problems: tuple[str, ...] = ()
    """Why turns were given up."""


def kept_of(facilitator: Facilitator, session: str, people: list[Someone], issuer: str) -> Kept:
    """What the store has of a model; each turn is looked at as it was said."""
    program, names = facilitator.as_(SYSTEM), {one.principal(issuer).key: one.subject for one in people}
    turns = program.open(session).turns
    said = [token for turn in turns for token in set(_TOKEN.findall(turn.said.model_dump_json()))]
    remarks = [token for one in program.sharing.comments(session) for token in _TOKEN.findall(one.text)]
    signed = [f"{one.threat} {names.get(one.by, one.by)}" for one in program.sharing.sign_offs(session)]
    return Kept(
        {
            Kind.TURN: Counter(token for token in said if not _EDIT.match(token)),
            Kind.EDIT: Counter(token for token in said if _EDIT.match(token)),
            Kind.COMMENT: Counter(remarks),
            Kind.SIGN_OFF: Counter(signed),
        },
        unanswered=sum(turn.status is TurnStatus.ACCEPTED for turn in turns),
        problems=tuple(turn.problem for turn in turns if turn.status is TurnStatus.FAILED),
    )


@dataclass
class Verdict:
    """What was lost, doubled or done without a right, by kind."""

    lost: Counter[Kind] = field(default_factory=Counter)
    doubled: Counter[Kind] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether nothing was lost, doubled or leaked."""
        return not (self.lost.total() or self.doubled.total() or self.leaks)


def judged(kept: list[Kept], tally: Tally) -> Verdict:
    """What the store has, held against what people were shown as taken; by tenant."""
    verdict = Verdict(leaks=list(tally.leaks))
    verdict.lost.update(one.kind for one in tally.accepted if not kept[one.tenant].of[one.kind][one.token])
    for one in kept:
        verdict.lost[Kind.TURN] += one.unanswered
        verdict.problems += one.problems
        for kind, times in one.of.items():
            verdict.doubled[kind] += sum(number > 1 for number in times.values())
    done = [one for one in tally.forbidden if kept[one.tenant].of[one.kind][one.token]]
    verdict.leaks += [f"{one.token} was done without the right to it" for one in done]
    return verdict
