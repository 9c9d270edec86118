"""A facilitator over a small catalog and a language model, and what must hold after every turn whatever that does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from agent.analyst.factory import open_analyst
from agent.analyst.llm.drafts.draft_review import MOST_OWN
from agent.assembly import compose
from agent.domain import Said, Session, ThreatModel, TurnStatus
from agent.facilitator import Facilitator
from agent.graph.state import Progress
from agent.llm.calls import Answer, Around, Call, ChatClient, Patience
from agent.llm.gateway import Terms
from agent.settings import Settings
from tests.agent.analyst.llm.playing import rules_over
from tests.agent.builders import small_catalog
from tests.agent.scripted import NoFinds
from tests.stub_endpoint.faults import Fault

CATALOG = small_catalog()
RULES = rules_over(CATALOG)
KEY = "sk-" + "c4Na" * 8
SECRET = "sk-" + "p4Ss" * 8
DESCRIPTION = (
    "Our desk runs a language_model, an agent and a data_store. It uses model. Strangers write to the agent. "
    f"The old key was {SECRET}."
)
PUZZLE = "The topmost thing should weigh more because regulators watch us."
DEADLINE = 60.0
"""Seconds after which a turn is given up: no turn of a test comes near it, as its calls end long before."""

PATIENT = Terms(deadline_seconds=67.0)
"""For endpoints that come to an end by themselves, well or badly."""
SHORT = Terms(call_seconds=1.0, deadline_seconds=67.0)
"""For endpoints that never do, so that each call is waited for until its time is over."""


def terms_for(fault: Fault) -> Terms:
    """How long to wait for an endpoint with a fault."""
    return SHORT if "silence" in fault.name or "dripping" in fault.name else PATIENT


class Noting(Around):
    """A client that notes how long each call is allowed to take."""

    def __init__(self, client: ChatClient) -> None:
        super().__init__(client)
        self.seconds: list[float] = []

    def complete(self, call: Call, patience: Patience) -> Answer:
        """Note, and hand on."""
        self.seconds.append(patience.seconds)
        return self._client.complete(call, patience)


@dataclass
class Desk:
    """One conversation over a store of its own."""

    folder: Path
    client: ChatClient | None
    terms: Terms = field(default_factory=lambda: PATIENT)
    said: list[str] = field(default_factory=list)
    listens: bool = False
    """Whether somebody looks on while turns are at work, so that answers are streamed."""
    shown: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        rules = RULES
        memory = self.folder / "model.sqlite"
        self.allowed = Noting(self.client) if self.client else None
        analyst = open_analyst(CATALOG, rules, self.allowed, self.terms, memory) if self.allowed else rules
        settings = Settings(data_dir=self.folder, turn_deadline_seconds=DEADLINE)
        self.facilitator: Facilitator = compose(settings, CATALOG, analyst, rules, NoFinds, checkpointed=False)
        self.session: Session = self.facilitator.start()

    def say(self, text: str = "", **more: object) -> Session:
        key = f"key-{len(self.said):06}"
        self.said.append(key)
        said = Said.model_validate({"text": text, "key": key, **more})
        self.session = self.facilitator.hear(self.session.id, said, self._note if self.listens else None)
        return self.session

    def _note(self, progress: Progress) -> None:
        if progress.words:
            self.shown.append(progress.words)

    def talk(self) -> Session:
        """A description, and a message that only a model can make sense of."""
        self.say(DESCRIPTION)
        return self.say(PUZZLE)

    @property
    def text(self) -> str:
        """Everything the owner could read beside the words of their own."""
        replies = [
            turn.reply.model_dump_json(exclude={"unread"}) if turn.reply else turn.problem
            for turn in self.session.turns
        ]
        return "\n".join([*replies, *self.shown, self.session.model.model_dump_json(exclude={"system"})])

    def close(self) -> None:
        self.facilitator.close()


def floor_of(folder: Path) -> ThreatModel:
    """The model that the rules alone make of the same conversation."""
    desk = Desk(folder, None)
    model = desk.talk().model
    desk.close()
    return model


def invariants(desk: Desk, floor: ThreatModel, sent: Iterable[str], outside: Callable[[], set[Path]]) -> None:
    """I1 to I6: what must hold after every conversation."""
    session = desk.facilitator.open(desk.session.id)
    _every_turn_is_kept_once(desk, session)
    _the_model_is_sound(session.model)
    _nothing_of_the_floor_is_lost(session.model, floor)
    _no_call_may_take_longer_than_agreed(desk)
    _nothing_leaks(desk, sent)
    again = desk.say("help")
    assert again.turns[-1].status is TurnStatus.DONE
    assert not outside(), "a file was written outside the data folder"


def _every_turn_is_kept_once(desk: Desk, session: Session) -> None:
    """I1 and I3: every accepted turn is there, in order, and ended in exactly one visible outcome."""
    assert [turn.said.key for turn in session.turns] == desk.said
    for turn in session.turns:
        assert turn.status is TurnStatus.DONE, turn.problem
        assert turn.reply is not None
        assert turn.reply.text


def _no_call_may_take_longer_than_agreed(desk: Desk) -> None:
    """I5: an endpoint that says nothing is left when its time is over; that this is so is tested with the client."""
    allowed = desk.allowed.seconds if desk.allowed else []
    most = min(desk.terms.call_seconds or desk.terms.turn_seconds, desk.terms.turn_seconds)
    assert all(0 < seconds <= most for seconds in allowed)


def _the_model_is_sound(model: ThreatModel) -> None:
    """I2: it validates, and every id in it exists in the catalog."""
    ThreatModel.model_validate(model.model_dump())
    for threat in model.threats:
        if threat.pattern is None:
            assert threat.unvouched
            assert threat.references == ()
            continue
        assert threat.pattern in CATALOG.patterns
        assert threat.title == CATALOG.patterns[threat.pattern].title
        assert all(CATALOG.has_reference(reference) for reference in threat.references)
    assert sum(threat.pattern is None for threat in model.threats) <= MOST_OWN
    assert all(control.mitigation in CATALOG.mitigations for control in model.controls)
    assert all(CATALOG.accepts_fact(kept.fact, kept.value) is None for kept in model.facts)


def _nothing_of_the_floor_is_lost(model: ThreatModel, floor: ThreatModel) -> None:
    """Every threat of the rules' draft is there, rated no lower and undecided; so are its measures."""
    threats = {threat.pattern: threat for threat in model.threats}
    for before in floor.threats:
        after = threats[before.pattern]
        for score in ("inherent", "current", "target"):
            levels = zip(getattr(before, score).levels().values(), getattr(after, score).levels().values(), strict=True)
            assert all(new >= old for old, new in levels), f"{before.pattern} is rated lower"
        assert (after.status, after.overrides, after.treatment) == (before.status, before.overrides, before.treatment)
        assert set(before.targets) <= set(after.targets)
    assert sum(threat.set_aside for threat in model.threats) <= len(model.threats) / 2
    controls = {control.mitigation: control for control in model.controls}
    for control in floor.controls:
        assert controls[control.mitigation].status == control.status
        assert controls[control.mitigation].action.startswith(control.action.split(" Here this concerns")[0])
    assert {waiver.fact for waiver in model.waivers} <= {waiver.fact for waiver in floor.waivers}
    assert model.interview_closed == floor.interview_closed


def _nothing_leaks(desk: Desk, sent: Iterable[str]) -> None:
    """I4: no secret goes out or comes back, and nobody reads a stack trace or the prompt."""
    sent = list(sent)
    assert all(SECRET not in text for text in sent), "a secret of the owner was sent"
    shown = desk.text
    for never in (KEY, SECRET, "Traceback", 'File "', "<<<data", "Answer with one JSON object", "You help to build"):
        assert never not in shown, never
    for kept in desk.folder.glob("model.sqlite*"):
        assert SECRET.encode() not in kept.read_bytes()
        assert KEY.encode() not in kept.read_bytes()
