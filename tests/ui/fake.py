"""A scripted facilitator for the screens: sessions in memory, edits applied for real, questions from the catalog."""

import threading
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from functools import cache

from agent.assessment.ledger import Bookkeeper
from agent.assessment.scoring.rating import Rater
from agent.assessment.what_if import Supposed, WhatIf
from agent.assessment.what_if_options import Board, Switch
from agent.assessment.what_if_plan import kept_edits
from agent.domain.changes.apply import apply
from agent.domain.changes.edits import CloseInterview, Edit, PutComponent, SetFact
from agent.domain.facts import FactValue, Provenance
from agent.domain.findings.gaps import Gap, GapKind
from agent.domain.ledger import Finding, Ledger, Verdict
from agent.domain.model import ThreatModel
from agent.domain.portfolio import line_of
from agent.domain.sessions.principal import LOCAL, Principal
from agent.domain.sessions.quoted_turns import Record
from agent.domain.sessions.retention import Retention
from agent.domain.sessions.session import Option, Question, Reply, Said, Session, Turn, TurnStatus, VersionLine
from agent.domain.sessions.session_list import SessionLine, high_risks
from agent.domain.similar_systems import Alike
from agent.domain.system import Component
from agent.domain.versions.version_diff import Comparison, compare
from agent.domain.worked_examples import Worked
from agent.errors import SessionNotFound, StoreUnavailable
from agent.graph.state import Progress
from agent.llm.costs.usage import ModelAccount
from agent.overview import Portfolio, PortfolioModel
from agent.reading.readback.read_back_service import ReadBackDesk
from agent.watch import News
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import ComponentKind, InterviewStage
from tests.ui.models import catalog, rich_model

_ASKED = ("exposure", "reads_outside_content", "audience", "mixed_permissions")


@cache
def asked() -> WhatIf:
    """What re-rates threats for the whole catalog."""
    book = Bookkeeper(catalog())
    return WhatIf(catalog(), book, Rater(catalog(), book))


class FakeFacilitator:
    """Does what the door of the agent promises, without thinking."""

    retention = Retention()

    def __init__(self, drafted: Callable[[], ThreatModel] = rich_model) -> None:
        self.catalog, self.principal, self.membership = catalog(), LOCAL, False
        self.drafted = drafted
        self.held = False
        """Whether work waits after each step until it is let go."""
        self.let_go = threading.Event()
        self.says: tuple[str, ...] = ()
        """What a language model says while a turn is at work; it does not end by itself."""
        self.asks_model = False
        self.hushed = threading.Event()
        self.fails: Exception | None = None
        self.refuses_to_keep = False
        self.trouble = ""
        """What is wrong with the search index."""
        self.sent: list[Said] = []
        self.like: tuple[Alike, ...] = ()
        """The systems that are like the one at hand."""
        self.reasoned = 0
        """How often the reasons of places were worked out."""
        self.accounted: ModelAccount | None = None
        self.handed_out: list[tuple[str, str]] = []
        """The files that were fetched, each with its model and format."""
        self.archived: set[str] = set()
        self.deleted: set[str] = set()
        self._lock = threading.RLock()
        self._sessions: dict[str, Session] = {}
        self._versions: dict[str, list[tuple[VersionLine, ThreatModel]]] = {}
        self._undone: dict[str, list[int]] = {}

    def as_(self, principal: Principal) -> "FakeFacilitator":
        return self

    def start(self, offline: bool = False) -> Session:
        return self.import_model(ThreatModel(offline=offline))

    def import_model(self, model: ThreatModel, record: Record | None = None) -> Session:
        with self._lock:
            name = f"session-{len(self._sessions) + 1:03d}-" + "x" * 8
            now = datetime.now(UTC)
            line = VersionLine(version=0, author=self.principal.author, reason="Opened", at=now)
            self._versions[name] = [(line, model)]
            question = question_on(catalog().facts["exposure"]) if model.components else None
            self._sessions[name] = Session(id=name, version=0, model=model, created=now, question=question)
            return self._sessions[name]

    def open(self, session_id: str) -> Session:
        if session_id not in self._sessions or session_id in self.deleted:
            raise SessionNotFound("There is no model at this address.")
        return self._sessions[session_id]

    def sessions(self, limit: int = 20) -> tuple[SessionLine, ...]:
        return tuple(line for line in self.shelf() if line.deleted_at is None)[:limit]

    def shelf(self) -> tuple[SessionLine, ...]:
        return tuple(self._line(one) for one in list(self._sessions.values())[::-1])

    def portfolio(self) -> Portfolio:
        there = (one for one in self.shelf() if not one.archived and one.deleted_at is None)
        models = (PortfolioModel(one, line_of(self.open(one.id).model)) for one in there)
        return Portfolio(models, self.catalog, lambda _: None)

    def _line(self, one: Session) -> SessionLine:
        return SessionLine(
            id=one.id, name=one.model.system.name, version=one.version, changed_at=one.created,
            threats=len(one.model.threats), high=high_risks(one.model), archived=one.id in self.archived,
            deleted_at=datetime.now(UTC) if one.id in self.deleted else None,
        )  # fmt: skip

    def worked(self, example: str, text: str, told: Worked) -> Session:
        model = self.drafted()
        named = model.system.model_copy(update={"name": told.name, "description": text})
        return self.import_model(model.model_copy(update={"system": named}))

    def duplicate(self, session_id: str) -> Session:
        model = self.open(session_id).model
        named = model.system.model_copy(update={"name": f"{model.system.name} (copy)"})
        return self.import_model(model.model_copy(update={"system": named}))

    def exported(self, session_id: str, form: str) -> None:
        self.handed_out.append((session_id, form))

    def archive(self, session_id: str, archived: bool = True) -> None:
        (self.archived.add if archived else self.archived.discard)(session_id)

    def delete(self, session_id: str) -> None:
        self.deleted.add(session_id)

    def bring_back(self, session_id: str) -> None:
        self.deleted.discard(session_id)

    def purge(self, *session_ids: str) -> None:
        for session_id in session_ids:
            del self._sessions[session_id]

    def leave(self, session_id: str) -> None:
        session = self.open(session_id)
        if not session.turns and not session.version and not session.model.components:
            del self._sessions[session_id]

    def restore(self, session_id: str, version: int, made_on: int | None = None) -> Session:
        with self._lock:
            session, versions = self.open(session_id), self._versions[session_id]
            line = VersionLine(
                version=session.version + 1, author="owner", reason=f"Restored version {version}", at=datetime.now(UTC)
            )
            versions.append((line, versions[version][1]))
            changes = {"model": versions[version][1], "version": line.version, "can_undo": True}
            self._keep(session.model_copy(update=changes))
            return self.open(session_id)

    def name_version(self, session_id: str, version: int, name: str) -> None:
        line, model = self._versions[session_id][version]
        self._versions[session_id][version] = (line.model_copy(update={"name": name}), model)

    def submit(self, session_id: str, said: Said) -> int:
        if self.refuses_to_keep:
            raise StoreUnavailable("The disk is full, so nothing more can be kept.")
        with self._lock:
            session = self.open(session_id)
            heard = next((turn.number for turn in session.turns if turn.said.key == said.key), None)
            if heard is not None:
                return heard
            self.sent.append(said)
            turn = Turn(number=len(session.turns) + 1, said=said, at=datetime.now(UTC))
            self._keep(session.model_copy(update={"turns": (*session.turns, turn)}))
            return turn.number

    def work(self, session_id: str, number: int, progress: Callable[[Progress], None] | None = None) -> Session:
        for step, label in enumerate(("Read what you said", "Brought the model up to date", "Checked every citation")):
            if progress:
                progress(Progress(step=label, label=label, done=step + 1, total=3))
            if self.held:
                self.let_go.wait(60)
            self._speak(progress or (lambda step: None))
        if self.fails is not None:
            raise self.fails
        with self._lock:
            session = self.open(session_id)
            turn = session.turns[number - 1]
            if turn.status is TurnStatus.ACCEPTED:
                self._finish(session, turn)
            return self.open(session_id)

    def _speak(self, progress: Callable[[Progress], None]) -> None:
        """Say what a language model would say, then go on thinking until somebody stops it."""
        for words in self.says if not self.hushed.is_set() else ():
            progress(Progress(step="words", label="", done=0, total=1, words=words))
        if self.says:
            self.hushed.wait(60)

    def can_stop(self, session_id: str, number: int) -> bool:
        return self.asks_model and not self.hushed.is_set()

    def stop(self, session_id: str, number: int) -> bool:
        self.hushed.set()
        return self.asks_model

    def left_behind(self) -> tuple[tuple[str, int], ...]:
        return ()

    def resume(self, turns: Iterable[tuple[str, int]] | None = None) -> int:
        return 0

    def search_trouble(self) -> str:
        return self.trouble

    def news(self, model: ThreatModel) -> tuple[News, ...]:
        return ()

    def undo(self, session_id: str, made_on: int | None = None) -> Session:
        return self._step(session_id, -1)

    def redo(self, session_id: str, made_on: int | None = None) -> Session:
        return self._step(session_id, 1)

    def account(self, session: Session) -> ModelAccount | None:
        return None if session.model.offline else self.accounted

    def history(self, session_id: str) -> tuple[VersionLine, ...]:
        return tuple(line for line, _ in self._versions[session_id])

    def at(self, session_id: str, version: int) -> ThreatModel:
        return self._versions[session_id][version][1]

    def compare(self, session_id: str, older: int, newer: int) -> Comparison:
        return compare(self.at(session_id, older), self.at(session_id, newer), self.catalog.facts)

    def ledger(self, model: ThreatModel) -> Ledger:
        here = {threat.pattern for threat in model.threats}
        return Ledger(verdicts=tuple(_verdict(pattern, pattern in here) for pattern in self.catalog.patterns))

    def gaps(self, model: ThreatModel) -> tuple[Gap, ...]:
        known = {value.fact for value in model.facts} | {waiver.fact for waiver in model.waivers}
        return tuple(
            Gap(
                kind=GapKind.UNKNOWN_FACT, text=self.catalog.facts[fact].label,
                reason=self.catalog.facts[fact].why[:200],
                weight=float(9 - rank), stage=self.catalog.facts[fact].stage, fact=fact, threats=9 - rank,
            )
            for rank, fact in enumerate((*_ASKED, "runs_generated_code", "control_rate_limits"))
            if fact not in known
        )  # fmt: skip

    @property
    def back(self) -> ReadBackDesk:
        return back_desk()

    def alike(self, model: ThreatModel) -> tuple[Alike, ...]:
        return self.like

    def suppose(self, model: ThreatModel, edits: Iterable[Edit], controls: Collection[str] = ()) -> Supposed:
        return asked().suppose(model, edits, controls)

    def switches(self, model: ThreatModel) -> tuple[Switch, ...]:
        return Board(self.catalog, asked()).switches(model)

    def kept(self, model: ThreatModel, switches: Iterable[Switch], so_already: Collection[str]) -> tuple[Edit, ...]:
        return kept_edits(model, switches, so_already, asked(), self.catalog)

    def why_here(self, model: ThreatModel) -> dict[str, str]:
        self.reasoned += 1
        return {threat.id: f"by its risk, and because of *{threat.id}*" for threat in model.threats}

    def computed_order(self, model: ThreatModel) -> tuple[str, ...]:
        return tuple(sorted(threat.id for threat in model.threats))

    def _keep(self, session: Session) -> None:
        self._sessions[session.id] = session

    def _finish(self, session: Session, turn: Turn) -> None:
        edits = self._edits(session, turn.said)
        outcome = apply(session.model, edits, self.catalog, "owner")
        model = outcome.model
        if any(isinstance(edit, CloseInterview) and edit.closed for edit in edits) and not model.threats:
            model = self.drafted()
        changed = model != session.model
        version = session.version + int(changed)
        question = None if model.interview_closed else self._question(model)
        reply = Reply(
            text="I took note of what you said.", changes=tuple(_line(edit) for edit in outcome.applied),
            refused=outcome.refused, unread=("It glitters.",) if "glitters" in turn.said.text else (),
            question=question, gaps=self.gaps(model)[:3],
        )  # fmt: skip
        done = turn.model_copy(update={"status": TurnStatus.DONE, "reply": reply})
        turns = tuple(done if one.number == turn.number else one for one in session.turns)
        if changed:
            line = VersionLine(
                version=version, author="owner", reason=turn.said.reason or "Said", at=turn.at, turn=turn.number
            )
            self._versions[session.id].append((line, model))
            self._undone[session.id] = []
        self._keep(
            session.model_copy(
                update={
                    "turns": turns, "model": model, "version": version, "question": question, "can_undo": version > 0,
                    "can_redo": False if changed else session.can_redo,
                }
            )
        )  # fmt: skip

    def _edits(self, session: Session, said: Said) -> tuple[Edit, ...]:
        if said.edits:
            return said.edits
        if said.question and said.chosen and said.chosen[0] not in ("not_sure", "skip"):
            definition = self.catalog.facts[said.question]
            value: bool | str | tuple[str, ...] = said.chosen[0]
            if definition.type is FactType.YES_NO:
                value = said.chosen[0] == "yes"
            elif definition.type is FactType.SEVERAL:
                value = said.chosen
            return (SetFact(value=FactValue(fact=definition.id, value=value, provenance=Provenance.ANSWERED)),)
        if said.text and not session.model.components:
            part = Component(id="C-1", name="Assistant service", kind=ComponentKind.SERVICE)
            return (PutComponent(component=part),)
        return ()

    def _question(self, model: ThreatModel) -> Question | None:
        known = {value.fact for value in model.facts}
        fact = next((one for one in _ASKED if one not in known), None)
        return question_on(self.catalog.facts[fact]) if fact else None

    def _step(self, session_id: str, by: int) -> Session:
        session, versions = self.open(session_id), self._versions[session_id]
        undone = self._undone.setdefault(session_id, [])
        if by < 0:
            undone.append(session.version)
            target = versions[-1][0].restores or session.version
            target = max(0, target - 1)
        else:
            target = undone.pop()
        version = session.version + 1
        line = VersionLine(version=version, author="owner", reason="Undo", at=datetime.now(UTC), restores=target)
        versions.append((line, versions[target][1]))
        changes = {"model": versions[target][1], "version": version, "can_redo": bool(undone), "can_undo": target > 0}
        self._keep(session.model_copy(update=changes))
        return self.open(session_id)


@cache
def back_desk() -> ReadBackDesk:
    return ReadBackDesk(catalog())


def question_on(fact: FactDefinition) -> Question:
    options = tuple(Option(value=choice.value, label=choice.label) for choice in fact.choices)
    return Question(
        id=fact.id, facts=(fact.id,), stage=fact.stage or InterviewStage.SCOPE, text=fact.question,
        example=fact.example,
        why=fact.why, options=options or (Option(value="yes", label="Yes"), Option(value="no", label="No")),
        several=fact.type is FactType.SEVERAL,
        threats=("Hidden instructions in outside content", "Data leaks in answers"),
    )  # fmt: skip


def _verdict(pattern: str, here: bool) -> Verdict:
    if here:
        return Verdict(pattern=pattern, finding=Finding.APPLIES, targets=("C-3",), facts=("uses_language_model",))
    ruled_out = len(pattern) % 2 == 0
    finding = Finding.RULED_OUT if ruled_out else Finding.OPEN
    return Verdict(pattern=pattern, finding=finding, facts=("calls_tools" if ruled_out else "exposure",))


def _line(edit: Edit) -> str:
    return {"put_component": "Added a component", "set_fact": "Set a fact"}.get(edit.edit, edit.edit.replace("_", " "))
