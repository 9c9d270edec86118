"""The way from pages to the agent: one desk per process, opened once."""

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from agent.domain.sessions.principal import SYSTEM, Role
from agent.errors import SignInNeeded, StoreUnavailable
from agent.settings import Settings, load_settings
from agent.settings.former_name import pop_note
from knowledge.owners_words import when_removed
from ui.components.widget_keys import tag_of
from ui.examples import Example, examples
from ui.preload import hurry, loaded
from ui.sign_in.claims import principal_of
from ui.sign_in.person import person
from ui.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agent.assessment.scoring.risk_reduction import Reliefs
    from agent.assessment.what_if_options import Switch
    from agent.domain.findings.attack_paths import AttackPaths
    from agent.domain.findings.gaps import Gap
    from agent.domain.ledger import Ledger
    from agent.domain.sessions.session import Session
    from agent.domain.similar_systems import Alike
    from agent.facilitator import Facilitator
    from agent.reading.readback.read_back_result import ReadBack
    from agent.watch import News
    from knowledge.catalog import Catalog
    from ui.server.metrics import Metrics


@dataclass(frozen=True)
class Desk:
    """What pages work with: the parts that all people share, and through them the door of whoever acts."""

    everybody: "Facilitator"
    crew: Turns
    settings: Settings

    @property
    def facilitator(self) -> "Facilitator":
        """The door of whoever acts at this page; raises SignInNeeded where people sign in and nobody did."""
        return self.everybody.as_(person(self.settings)) if self.settings.knows_people else self.everybody

    @property
    def turns(self) -> Turns:
        """The workers, told to by whoever acts at this page."""
        return self.crew.told_by(self.facilitator) if self.settings.knows_people else self.crew

    @property
    def catalog(self) -> "Catalog":
        """What the field knows."""
        return self.everybody.catalog


_LOG = logging.getLogger("threatparley.ui")
_ASIDE = frozenset({"dismissed", "retired"})
"""Statuses that alone change why a threat stands where it stands."""
_OPENING = threading.Lock()
_METRICS: "list[Metrics]" = []
_DESKS: list[Desk] = []
"""The one desk of this process, once it is open."""


def desk() -> Desk:
    """The desk of this process; the first call opens the catalog and the store."""
    with _OPENING:
        if not _DESKS:
            _DESKS.append(_opened(load_settings()))
    return _DESKS[0]


def role_of(session_id: str) -> Role:
    """What whoever acts is to a model: its owner, where nobody signs in."""
    here = desk()
    return here.facilitator.sharing.role(session_id) if here.settings.knows_people else Role.OWNER


def sign_out(claims: "Mapping[str, object]") -> None:
    """End the sign-in that some claims are of, in every process that shares the store; one that is over stays so."""
    here = desk()
    try:
        whose = principal_of({**claims, "is_logged_in": True}, here.settings, datetime.now(UTC))
        here.everybody.as_(whose).sharing.sign_out()
    except SignInNeeded:
        return
    except StoreUnavailable as problem:  # the cookie goes all the same
        _LOG.warning("a sign-out could not be kept; copies of its cookie count until its hours are over: %s", problem)


def told_once() -> str:
    """What the first page has to tell about data that was taken over from the product's former name; else nothing."""
    return pop_note(desk().settings.data_dir)


def health() -> "dict[str, dict[str, object]] | None":
    """How the store, the search, the endpoint and the line of turns are; none before the desk is open."""
    if not _DESKS or not loaded(0.0):
        return None
    at_work, waiting, oldest = _DESKS[0].crew.load()
    line: dict[str, object] = {"well": True, "at_work": at_work, "waiting": waiting, "oldest_seconds": round(oldest)}
    return {**_DESKS[0].everybody.health(), "queue": line}


def metrics() -> bytes | None:
    """Numbers as Prometheus reads them; none where they are off or the desk is not open."""
    return _METRICS[0].text() if _METRICS else None


def close() -> None:
    """Stop between two steps and let the store go; what is under way goes on at the next start."""
    with _OPENING:
        while _METRICS:
            _METRICS.pop().close()
        while _DESKS:
            last = _DESKS.pop()
            last.everybody.close()
            last.crew.close()


def ledger_of(session: "Session") -> "Ledger":
    """The verdicts for a session's model, kept per version."""
    return _ledger(desk(), session.id, session.version, session)


def gaps_of(session: "Session") -> "tuple[Gap, ...]":
    """The gaps of a session's model, kept per version."""
    return _gaps(desk(), session.id, session.version, session)


def paths_of(session: "Session") -> "AttackPaths":
    """The attack paths of a session's model, kept per version."""
    return _paths(desk(), session.id, session.version, session)


def alike_of(session: "Session") -> "tuple[Alike, ...]":
    """The worked systems most like a session's, kept per version."""
    return _alike(desk(), session.id, session.version, session)


def reasons_of(session: "Session") -> "Mapping[str, str]":
    """Why each threat of a session's model stands where it stands, by its id; kept until something it rests on changes.

    Decisions alone do not change it, so that one click after the other in a review is quick.
    """
    model = session.model
    stands = [(one.id, one.pattern, one.status.value in _ASIDE, one.certainty) for one in model.threats]
    basis = tag_of(model.digest(), model.system.description, stands)
    return _reasons(desk(), session.id, basis, session)


def reliefs_of(session: "Session") -> "Reliefs":
    """What the measures of a session's model lower, kept per version."""
    return _reliefs(desk(), session.id, session.version, session)


def switches_of(session: "Session") -> "tuple[Switch, ...]":
    """What the owner of a session's model could change that would lower most, kept per version."""
    return _switches(desk(), session.id, session.version, session)


def read_back_of(session: "Session") -> "ReadBack":
    """The owner's texts with what is understood of them, kept per version and turn."""
    return _read_back(desk(), session.id, session.version, len(session.turns), session)


def order_of(session: "Session") -> tuple[str, ...]:
    """The ids of a session's threats as computed alone, kept per version."""
    return _order(desk(), session.id, session.version, session)


def news_of(session: "Session") -> "tuple[News, ...]":
    """What a change of the catalog means for a session's model, kept per version."""
    return _news(desk(), session.id, session.version, session)


def forget() -> None:
    """Let go of everything that was worked out for models, such as when one is removed for good."""
    for kept in (_ledger, _gaps, _paths, _alike, _reasons, _reliefs, _switches, _read_back, _order, _news):
        kept.clear()


when_removed(forget)


def _opened(settings: Settings) -> Desk:
    from agent.assembly import assemble
    from agent.turn_assembly import processes_of

    everybody = assemble(settings, processes_of(settings))
    program = everybody.as_(SYSTEM) if settings.knows_people else everybody
    workers, each = settings.workers(settings.asks_model)
    turns = Turns(program, workers, each, ready=hurry)

    if settings.metrics or settings.metrics_collector:
        from ui.server.metrics import Metrics

        _METRICS[:] = [Metrics(everybody.pulse, turns.load, settings.metrics_collector, settings.metrics)]

    def resume() -> None:
        left = program.left_behind()  # before the wait: a turn that comes during it is begun by its own page
        loaded()
        program.resume(left)

    def prepare(example: Example) -> None:
        program.prepare(example.id, example.text, example.worked())

    turns.aside(resume, program.tidy, *(partial(prepare, one) for one in examples()))
    return Desk(everybody, turns, settings)


@st.cache_resource(show_spinner=False, max_entries=64)
def _ledger(_desk: Desk, session_id: str, version: int, _session: "Session") -> "Ledger":
    return _desk.everybody.ledger(_session.model)


@st.cache_resource(show_spinner=False, max_entries=64)
def _gaps(_desk: Desk, session_id: str, version: int, _session: "Session") -> "tuple[Gap, ...]":
    return _desk.everybody.gaps(_session.model)


@st.cache_resource(show_spinner=False, max_entries=64)
def _paths(_desk: Desk, session_id: str, version: int, _session: "Session") -> "AttackPaths":
    from agent.assessment.attack_graph.attack_paths import attack_paths

    return attack_paths(_session.model, _desk.catalog)


@st.cache_resource(show_spinner=False, max_entries=64)
def _alike(_desk: Desk, session_id: str, version: int, _session: "Session") -> "tuple[Alike, ...]":
    return _desk.everybody.alike(_session.model)


@st.cache_resource(show_spinner=False, max_entries=64)
def _reasons(_desk: Desk, session_id: str, basis: str, _session: "Session") -> "Mapping[str, str]":
    return _desk.everybody.why_here(_session.model)


@st.cache_resource(show_spinner=False, max_entries=64)
def _order(_desk: Desk, session_id: str, version: int, _session: "Session") -> tuple[str, ...]:
    return _desk.everybody.computed_order(_session.model)


@st.cache_resource(show_spinner=False, max_entries=64)
def _reliefs(_desk: Desk, session_id: str, version: int, _session: "Session") -> "Reliefs":
    from agent.assessment.scoring.risk_reduction import Reliefs

    return Reliefs(_session.model, _desk.catalog)


@st.cache_resource(show_spinner=False, max_entries=64)
def _switches(_desk: Desk, session_id: str, version: int, _session: "Session") -> "tuple[Switch, ...]":
    return _desk.everybody.switches(_session.model)


@st.cache_resource(show_spinner=False, max_entries=32)
def _read_back(_desk: Desk, session_id: str, version: int, turns: int, _session: "Session") -> "ReadBack":
    return _desk.everybody.back.read_back(_session)


@st.cache_resource(show_spinner=False, max_entries=64)
def _news(_desk: Desk, session_id: str, version: int, _session: "Session") -> "tuple[News, ...]":
    return _desk.everybody.news(_session.model)
