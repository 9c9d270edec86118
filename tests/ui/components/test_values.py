"""The values that screens are drawn from: stages, filters, heatmap cells, ledger, facts and files."""

from datetime import date

import pytest

from agent.domain.changes.edits import ClearFact, SetFact
from agent.domain.facts import Provenance
from agent.domain.ledger import Finding
from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.sessions.session import VersionLine
from agent.exchange import Cover, Extent
from agent.exchange.formats import WRITTEN, FileFormat, written
from knowledge.vocabulary import Aspect, InterviewStage
from tests.ui.fake import FakeFacilitator
from tests.ui.models import catalog, rich_model
from ui.components.chat.interview_progress import review_title, stages
from ui.components.file_names import file_name
from ui.components.ledger.ledger_rows import found_rows, ledger_rows
from ui.components.system.facts import fact_edits, shown_facts
from ui.components.threats.heatmap import STEPS, cells, rows, step_of
from ui.components.threats.threat_filter import Sieve, kept
from ui.components.value_labels import answer_words, band_words
from ui.dossiers import cover_of, of_model
from ui.examples import examples


def test_stages_say_in_words_what_is_known_and_missing() -> None:
    fake = FakeFacilitator()
    model = rich_model()
    views = {view.stage: view for view in stages(model, fake.gaps(model), catalog())}
    assert views[InterviewStage.DATA].title == "Data: 1 of 3 known"
    assert views[InterviewStage.ARCHITECTURE].title == "Architecture: all 3 known"
    line = next(line for line in views[InterviewStage.ARCHITECTURE].known if line.quote)
    assert line.source == "you said"
    assert {line.source for line in views[InterviewStage.ARCHITECTURE].known} == {"you said", "implied", "you answered"}


def test_the_last_stage_counts_threats_that_wait_for_a_decision() -> None:
    assert review_title(ThreatModel()) == "Review: no draft yet"
    assert review_title(rich_model(24)) == "Review: 21 threats open"


def test_dismissed_threats_are_hidden_until_asked_for() -> None:
    model = rich_model(24)
    assert [one.id for one in kept(model.threats, Sieve(status="dismissed"), model)] == ["T-008"]
    assert len(kept(model.threats, Sieve(), model)) == 24


def test_filters_combine() -> None:
    model = rich_model(24)
    high = kept(model.threats, Sieve(band=Band.HIGH, part="C-3"), model)
    assert high
    assert all(one.rating.band is Band.HIGH and "C-3" in one.targets for one in high)
    assert kept(model.threats, Sieve(words="t-002"), model)[0].id == "T-002"
    assert kept(model.threats, Sieve(words="nothing like this"), model) == ()
    privacy = kept(rich_model(60).threats, Sieve(aspect=Aspect.PRIVACY), rich_model(60))
    assert all(one.aspect is Aspect.PRIVACY for one in privacy)


@pytest.mark.parametrize(
    ("score", "step"), [(0, 0), (2.0, 0), (2.1, 1), (4.0, 1), (6.3, 3), (8.0, 3), (8.1, 4), (10, 4)]
)
def test_scores_fall_into_five_steps(score: float, step: int) -> None:
    assert step_of(score) == step


@pytest.mark.parametrize("when", ["inherent", "current", "target"])
def test_every_threat_is_in_exactly_one_cell(when: str) -> None:
    model = rich_model(24)
    grid = cells(model.threats, when)  # type: ignore[arg-type]
    assert len(grid) == 25
    assert sorted(one for cell in grid for one in cell.threats) == [threat.id for threat in model.threats]
    table = rows(grid)
    assert [row["Impact"] for row in table] == list(reversed(STEPS))


def test_the_ledger_has_a_row_per_catalogued_threat_and_can_be_searched() -> None:
    model = rich_model()
    table = ledger_rows(FakeFacilitator().ledger(model), model, catalog())
    assert len(table) == len(catalog().patterns)
    assert {row.verdict for row in table} == {"Applies", "Ruled out", "Open"}
    applying = found_rows(table, Finding.APPLIES, "")
    assert len(applying) == 24
    assert found_rows(table, None, applying[0].title)[0] == applying[0]


def test_set_values_become_facts_from_the_table_and_emptied_ones_are_forgotten() -> None:
    model = rich_model()
    edits = fact_edits(model, "system", {"uses_language_model": None, "exposure": "public", "calls_tools": True})
    assert edits[0] == ClearFact(fact="uses_language_model", subject="system")
    assert isinstance(edits[1], SetFact)
    assert (edits[1].value.value, edits[1].value.provenance) == ("public", Provenance.TABLE)
    assert len(edits) == 2, "what stays as it was is no edit"


def test_a_component_shows_only_the_facts_of_its_kind() -> None:
    model = rich_model()
    whole = shown_facts(model, catalog(), InterviewStage.BEHAVIOUR, "system", "")
    part = shown_facts(model, catalog(), InterviewStage.BEHAVIOUR, "C-5", "")
    assert set(part) < set(whole)
    assert shown_facts(model, catalog(), InterviewStage.SCOPE, "system", whole[0].label) == ()


def test_answers_read_like_their_buttons() -> None:
    facts = catalog().facts
    assert answer_words(facts["uses_language_model"], True) == "Yes"
    assert answer_words(facts["audience"], ("customers", "employees")) == "Customers, Employees"
    assert answer_words(facts["audience"], ()) == "None of these"
    assert answer_words(None, None) == "not known"


def test_a_rating_is_said_by_shape_word_and_number() -> None:
    assert band_words(rich_model().threats[0].rating) == "▲ High 7.4"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Harbour support assistant", "harbour-support-assistant-2026-03-01-v4.md"),
        ("../../etc/passwd", "etc-passwd-2026-03-01-v4.md"),
        ("", "threat-model-2026-03-01-v4.md"),
        ("Überprüfung 東京", "uberprufung-2026-03-01-v4.md"),
        ("-" * 300, "threat-model-2026-03-01-v4.md"),
    ],
)
def test_files_are_named_after_the_model_day_and_version(name: str, file: str) -> None:
    model = rich_model(4, name[:120])
    assert file_name(model, 4, "md", date(2026, 3, 1)) == file


@pytest.mark.parametrize("form", WRITTEN, ids=lambda form: form.id)
def test_every_format_is_written(form: FileFormat) -> None:
    dossier = of_model(rich_model(8), FakeFacilitator(), Cover())  # type: ignore[arg-type]
    content = written(form, dossier, Extent.BRIEF).data
    begins = {"pdf": b"%PDF-", "docx": b"PK"}.get(form.ending.rpartition(".")[2])
    assert content.startswith(begins) if begins else b"Harbour" in content or b"T-001" in content or b"Chat" in content


def test_three_examples_are_described_as_an_owner_would() -> None:
    assert [one.id for one in examples()] == ["1-support-assistant", "2-coding-assistant", "3-credit-model"]
    assert all(one.title and one.line and len(one.text) > 600 for one in examples())


def test_a_document_says_the_name_of_its_version_and_who_made_it() -> None:
    session = FakeFacilitator().import_model(rich_model(4))
    line = VersionLine(version=0, author="Ada", reason="Opened", at=session.created, name="before the launch")
    assert cover_of(session, line).version == "0, before the launch"
    assert cover_of(session, line).author == "Ada"
    assert cover_of(session, line).day == session.created.date()
    assert cover_of(session, None).version == "0"
