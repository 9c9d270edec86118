"""A model that was stored with an earlier catalog opens under the catalog of today and keeps what was decided."""

from datetime import UTC, date, datetime
from pathlib import Path

from agent.assembly import assemble
from agent.domain.facts import FactValue, Provenance
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Said
from agent.domain.system import Component
from agent.domain.threats import ThreatStatus, Treatment
from agent.settings import Settings
from agent.store import Change, Database, SessionStore
from knowledge.catalog import load_catalog
from knowledge.vocabulary import ComponentKind
from tests.agent.domain.parts import control, threat

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ACCEPTED = Treatment(reason="The tokens move with the next release", owner="Anna", review_by=date(2027, 1, 1))


def model_of_before() -> ThreatModel:
    """An agent with a shell: two threats whose patterns are one today, and a gap that was a threat."""
    yes = ("uses_language_model", "calls_tools", "shell_access", "secrets_reachable", "reads_outside_content")
    return ThreatModel(
        components=(Component(id="C-1", name="Bot", kind=ComponentKind.AGENT),),
        facts=tuple(FactValue(fact=name, value=True, provenance=Provenance.TABLE) for name in yes),
        threats=(
            threat(1, "machine-credentials-dumped", status=ThreatStatus.ACCEPTED, treatment=ACCEPTED),
            threat(2, "keys-found-through-tools"),
            threat(3, "actions-cannot-be-traced"),
        ),
        controls=(control(1, "T-001", "T-003"),),
        issued={"C": 1, "T": 3, "M": 1},
        interview_closed=True,
    )


def test_a_stored_model_of_before_opens_with_its_decision_and_a_new_draft_keeps_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = Change(model=model_of_before(), author="owner", reason="Opened")
    session = SessionStore(Database(settings.store_url)).create(first, None, NOON).id
    facilitator = assemble(settings)
    try:
        opened = facilitator.open(session).model
        assert [(one.id, one.pattern) for one in opened.threats] == [("T-001", "keys-found-through-tools")]
        assert opened.controls[0].threats == ("T-001",)
        spoken = facilitator.hear(session, Said(text="It also browses the web.", key="of-before-1")).model
        kept = next(one for one in spoken.threats if one.pattern == "keys-found-through-tools")
        assert (kept.id, kept.status) == ("T-001", ThreatStatus.ACCEPTED)
        assert kept.treatment == ACCEPTED
        known = load_catalog().patterns
        assert {one.pattern for one in spoken.threats} <= set(known)
    finally:
        facilitator.close()
