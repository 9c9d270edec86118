"""What became of everything: looked up in the store once the crowd has gone, by the program itself."""

from collections import Counter

from agent.domain.sessions.principal import SYSTEM
from agent.domain.sessions.session import TurnStatus
from agent.facilitator import Facilitator
from tests.siege.crowd.people import Someone
from tests.siege.crowd.tally import Kind, Tally

_TOKEN = r"Zebra\d+[a-z]\d+"


class Kept:
    """What the store has of the model of one tenant."""

    def __init__(self, facilitator: Facilitator, session: str, people: list[Someone], issuer: str) -> None:
        import re

        program, names = facilitator.as_(SYSTEM), {one.principal(issuer).key: one.subject for one in people}
        self.turns = program.open(session).turns
        said = [token for turn in self.turns for token in set(re.findall(_TOKEN, turn.said.model_dump_json()))]
        remarks = [token for one in program.sharing.comments(session) for token in re.findall(_TOKEN, one.text)]
        signed = [f"{one.threat} {names.get(one.by, one.by)}" for one in program.sharing.sign_offs(session)]
        told = Counter(said)
        self.of = {Kind.TURN: told, Kind.EDIT: told, Kind.COMMENT: Counter(remarks), Kind.SIGN_OFF: Counter(signed)}

    @property
    def unanswered(self) -> int:
        """Turns that were taken and never ended."""
        return sum(turn.status is TurnStatus.ACCEPTED for turn in self.turns)

    @property
    def problems(self) -> list[str]:
        """Why turns were given up."""
        return [turn.problem for turn in self.turns if turn.status is TurnStatus.FAILED]


class Verdict:
    """What was lost, doubled or done without a right, by kind."""

    def __init__(self, kept: list[Kept], tally: Tally) -> None:
        self.lost = Counter(one.kind for one in tally.accepted if not kept[one.tenant].of[one.kind][one.token])
        self.lost[Kind.TURN] += sum(one.unanswered for one in kept)
        self.doubled = Counter[Kind]()
        for one in kept:
            for kind in (Kind.TURN, Kind.COMMENT, Kind.SIGN_OFF):
                for token, times in one.of[kind].items():
                    is_edit = kind is Kind.TURN and "e" in token.removeprefix("Zebra")
                    self.doubled[Kind.EDIT if is_edit else kind] += times > 1
        done = [one for one in tally.forbidden if kept[one.tenant].of[one.kind][one.token]]
        self.leaks = [*tally.leaks, *(f"{one.token} was done without the right to it" for one in done)]
        self.problems = [problem for one in kept for problem in one.problems]

    @property
    def well(self) -> bool:
        """Whether nothing was lost, doubled or leaked."""
        return not (self.lost.total() or self.doubled.total() or self.leaks)
