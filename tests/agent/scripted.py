"""An analyst that follows orders, over a catalog of three threats, so that tests need no language and little time.

A turn is a list of lines::

    name Helpdesk            component agent Bot        fact reads_mail yes
    undo | redo | help       breaks | crashes | spins   waits 0.5        invents
"""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from agent.analyst.base import Assessed, Heard, Proposal
from agent.assembly import compose
from agent.assessment.what_if import Supposed
from agent.assessment.what_if_options import Switch
from agent.domain.changes.apply import Mint
from agent.domain.changes.edits import DescribeSystem, Edit, PutComponent, PutThreat, SetFact, StampDraft
from agent.domain.facts import SYSTEM, FactValue, Provenance, Quote
from agent.domain.findings.gaps import Gap
from agent.domain.ledger import Ledger
from agent.domain.model import DraftStamp, ThreatModel
from agent.domain.risk import DreadScore, FactorScore
from agent.domain.sessions.session import Option, Question, Reading, Reply, Session, Turn, Wish
from agent.domain.similar_systems import Alike
from agent.domain.system import Component
from agent.domain.threats import Evidence, Threat
from agent.errors import AnalystError
from agent.facilitator import Facilitator
from agent.settings import Settings
from knowledge.catalog import Catalog
from knowledge.conditions import FactIs
from knowledge.entries import ControlKind, FactDefinition, FactorEffect, FactType, Mitigation, ThreatPattern
from knowledge.publications.frameworks import FrameworkItem, FrameworkManifest
from knowledge.rating import FactorRule
from knowledge.search.retriever import Nearness
from knowledge.vocabulary import Aspect, ComponentKind, DreadFactor, Framework, InterviewStage, LifecycleStage

FACTS = ("reads_mail", "sends_money", "keeps_logs")
SCORE = FactorScore(level=5, low=5, high=5)


def small_catalog() -> Catalog:
    """Three yes/no facts, each with the one threat that hangs on it."""
    item = FrameworkItem(id="LLM01:2025", name="Prompt Injection", kind="risk")
    manifest = FrameworkManifest(
        framework=Framework.OWASP_LLM, title="Small", owner="nobody", edition="2025", licence="none", carried="one",
        url="https://example.org", items=(item,),
    )  # fmt: skip
    measure = Mitigation(
        id="keep-apart", title="Keep data apart from orders", action="Mark what came from outside.", verify="Send one.",
        kind=ControlKind.PREVENT, effects=(FactorEffect(factor=DreadFactor.DAMAGE, by=1),), effort="low",
        lifecycle=(LifecycleStage.BUILD,),
    )  # fmt: skip
    return Catalog(
        facts={name: _fact(name) for name in FACTS},
        patterns={f"threat-{name.replace('_', '-')}": _pattern(name) for name in FACTS},
        mitigations={measure.id: measure},
        frameworks={Framework.OWASP_LLM: manifest},
        fingerprint="small",
    )


HURRY, SPINNING = threading.Event(), threading.Event()
"""Ends what was ordered to wait."""
WAITED: list[str] = []
"""Every wait that came to its end by itself."""


class ScriptedAnalyst:
    """Understands only its own orders; drafts the threats whose fact is yes, on every agent."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.read_turns: list[int] = []

    def read(self, turn: Turn, session: Session) -> Reading:
        """Follow the lines of a turn."""
        self.read_turns.append(turn.number)
        said, wish, mint = turn.said, Wish.NONE, Mint(session.model)
        edits: list[Edit] = list(said.edits)
        if said.question and said.chosen is not None:
            edits += [_known(said.question, value == "yes", turn) for value in said.chosen]
        for line in said.text.splitlines():
            order, _, rest = line.strip().partition(" ")
            if order in ("undo", "redo", "help"):
                wish = Wish(order)
            elif order in ("breaks", "crashes", "waits", "spins"):
                _misbehave(order, rest)
            elif order == "name":
                edits.append(DescribeSystem(name=rest, description=said.text))
            elif order == "component":
                kind, _, name = rest.partition(" ")
                part = Component(id=mint.take("C"), name=name, kind=ComponentKind(kind))
                edits.append(PutComponent(component=part))
            elif order == "fact":
                fact, _, value = rest.partition(" ")
                edits.append(_known(fact, value == "yes", turn, line.strip()))
        return Reading(edits=tuple(edits), wish=wish)

    def next_question(self, model: ThreatModel, waiting: Question | None = None) -> Question | None:
        """Ask the first fact that is not known, once there is a system."""
        unknown = [fact for fact in FACTS if model.fact(fact) is None]
        if not unknown or not model.components:
            return None
        options = (Option(value="yes", label="Yes"), Option(value="no", label="No"))
        stage = InterviewStage.ARCHITECTURE
        text = f"Is {unknown[0]} so?"
        return Question(id=unknown[0], facts=(unknown[0],), stage=stage, text=text, why="A threat.", options=options)

    def assess(self, model: ThreatModel) -> Assessed:
        """Propose every threat whose fact is yes, where there is an agent."""
        agents = [part for part in model.components if part.kind is ComponentKind.AGENT]
        known = [name for name in FACTS if (fact := model.fact(name)) is not None and fact.value is True]
        return Assessed(proposals=tuple(_proposal(name) for name in known if agents))

    def suggest(self, model: ThreatModel) -> tuple[Proposal, ...]:
        """Nothing, but what is made up where a description orders that."""
        return (_proposal("nothing"),) if "invents" in model.system.description else ()

    def compose(self, model: ThreatModel, proposals: tuple[Proposal, ...]) -> tuple[Threat, ...]:
        """One threat per fact at every agent; what is made up as often as proposed, and at a part that is none."""
        agents = tuple(part.id for part in model.components if part.kind is ComponentKind.AGENT)
        made = [_threat(one.pattern, agents or (SYSTEM,), model) for one in proposals]
        return (*made, *(_threat(_proposal(FACTS[0]).pattern, ("C-999",), model) for one in made if _made_up(one)))

    def settle(self, model: ThreatModel, threats: tuple[Threat, ...]) -> tuple[Edit, ...]:
        """Every threat under the id it had before."""
        ids = {threat.pattern: threat.id for threat in model.threats}
        mint, edits = Mint(model), list[Edit]()
        for threat in threats:
            title = self.catalog.patterns[threat.pattern or ""].title
            references = (self.catalog.reference("owasp_llm:LLM01:2025"),)
            one = {"id": ids.get(threat.pattern) or mint.take("T"), "title": title, "references": references}
            edits.append(PutThreat(threat=threat.model_copy(update=one)))
        return (*edits, StampDraft(stamp=DraftStamp(catalog=self.catalog.fingerprint, digest=model.digest())))

    def reply(self, session: Session, heard: Heard) -> Reply:
        """Count what was done."""
        counts = f"{len(heard.outcome.applied)} applied, {len(heard.outcome.refused)} refused"
        text = " ".join((f"Heard: {counts}.", *heard.reading.notes))
        return Reply(text=text, refused=heard.outcome.refused, offers=heard.reading.offers)

    def ledger(self, model: ThreatModel) -> Ledger:
        """Nothing."""
        return Ledger(verdicts=())

    def gaps(self, model: ThreatModel) -> tuple[Gap, ...]:
        """Nothing."""
        return ()

    def alike(self, model: ThreatModel) -> tuple[Alike, ...]:
        """Nothing."""
        return ()

    def computed_order(self, model: ThreatModel) -> tuple[str, ...]:
        """As they stand."""
        return tuple(threat.id for threat in model.threats)

    def suppose(self, model: ThreatModel, edits: Iterable[Edit], controls: Collection[str] = ()) -> Supposed:
        """Nothing."""
        return Supposed(())

    def switches(self, model: ThreatModel) -> tuple[Switch, ...]:
        """Nothing."""
        return ()

    def kept(self, model: ThreatModel, switches: Iterable[Switch], so_already: Collection[str]) -> tuple[Edit, ...]:
        """Nothing."""
        return ()

    def why_here(self, model: ThreatModel) -> dict[str, str]:
        """Nothing."""
        return {}

    def explain(self, model: ThreatModel, thing: str) -> str:
        """Its id."""
        return thing


class NoFinds:
    """A search that never finds anything."""

    def nearness(self, sentences: Sequence[str]) -> Mapping[str, Nearness]:
        """Nothing."""
        return {}


def scripted(
    folder: Path,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    analyst: ScriptedAnalyst | None = None,
    membership: bool = False,
    **settings: str | float,
) -> Facilitator:
    """A facilitator over the scripted analyst, with its data in a folder."""
    analyst = analyst or ScriptedAnalyst(small_catalog())
    chosen = Settings.model_validate({"data_dir": folder, **settings})
    return compose(chosen, analyst.catalog, analyst, analyst, NoFinds, clock, membership=membership)


def _spin(stubborn: bool) -> None:
    """Compute and never end; a stubborn one goes on once after it was told to."""
    SPINNING.set()
    try:
        while SPINNING.is_set():
            pass
    except Exception:
        if not stubborn:
            raise
        while SPINNING.is_set():
            pass
    finally:
        SPINNING.clear()


def _misbehave(order: str, rest: str) -> None:
    if order == "waits":
        if not HURRY.wait(float(rest)):
            WAITED.append(rest)
    elif order == "spins":
        _spin(stubborn=rest == "on")
    elif order == "breaks":
        raise AnalystError("The analyst could not do this step; ask it something else")
    else:
        raise KeyError(rest)


def _known(fact: str, value: bool, turn: Turn, quote: str = "") -> SetFact:
    quotes = (Quote(turn=turn.number, text=quote),) if quote else ()
    kept = FactValue(fact=fact, value=value, provenance=Provenance.STATED, quotes=quotes)
    return SetFact(value=kept)


def _proposal(name: str) -> Proposal:
    return Proposal(pattern=f"threat-{name.replace('_', '-')}")


def _made_up(threat: Threat) -> bool:
    return threat.pattern == _proposal("nothing").pattern


def _threat(pattern: str, targets: tuple[str, ...], model: ThreatModel) -> Threat:
    score = DreadScore(damage=SCORE, reproducibility=SCORE, exploitability=SCORE, affected_users=SCORE,
                       discoverability=SCORE)  # fmt: skip
    name = pattern.removeprefix("threat-").replace("-", "_")
    known = model.fact(name)
    return Threat(
        id="T-000", pattern=pattern, title=name, statement="Someone does something to the bot.", targets=targets,
        evidence=Evidence(facts=(name,), quotes=known.quotes if known else ()),
        inherent=score, current=score, target=score,
    )  # fmt: skip


def _fact(name: str) -> FactDefinition:
    return FactDefinition(
        id=name, stage=InterviewStage.ARCHITECTURE, type=FactType.YES_NO, label=name, question=f"Is {name} so?",
        example="Yes.", why="A threat.", yes_means=f"{name} is so", no_means=f"{name} is not so",
    )  # fmt: skip


def _pattern(name: str) -> ThreatPattern:
    return ThreatPattern(
        id=f"threat-{name.replace('_', '-')}", title=f"What comes of {name}", aspect=Aspect.SECURITY,
        targets=(ComponentKind.AGENT,), when=FactIs(fact=name), source="Someone", action="does something",
        impact="it breaks", explanation="It is so.", examples=("one", "two", "three"),
        dread={factor: FactorRule(level=5) for factor in DreadFactor}, mitigations=("keep-apart",),
        references=("owasp_llm:LLM01:2025",),
    )  # fmt: skip
