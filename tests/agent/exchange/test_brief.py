"""The brief stays two pages of at most 900 words whatever the model's size, and says what it has to."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from agent.assessment.scoring.mitigation_order import next_step
from agent.domain.findings.threat_ranking import live, sections
from agent.domain.model import ThreatModel
from agent.domain.risk import Scoring
from agent.domain.threats import ThreatStatus, Treatment
from agent.exchange import Cover, Dossier, Extent, to_markdown
from agent.exchange.documents.as_html import to_html
from agent.exchange.documents.as_pdf import to_pdf
from agent.exchange.documents.as_text import to_text
from agent.exchange.documents.document import Heading, Table
from agent.exchange.documents.writing_systems import columns
from agent.exchange.reports.brief import MOST_WORDS, brief, first_ten
from agent.exchange.reports.word_limits import cut, whole_beginning, words_in
from tests.agent.assessment.drafted import analyst, drafted
from tests.agent.assessment.told_systems import SYSTEMS, Told
from tests.agent.exchange.large import SCRIPTS, dossier_of, large
from tests.ui.models import advised_model, catalog, rich_model


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_model_makes_more_than_nine_hundred_words(script: str) -> None:
    dossier = dossier_of(large(script))
    assert words_in(brief(dossier)) <= MOST_WORDS
    assert len(to_markdown(dossier, Extent.BRIEF).split()) <= MOST_WORDS


@pytest.mark.parametrize("script", ["arabic", "japanese", "short words", "one word"])
def test_the_brief_has_two_pages_at_most(script: str) -> None:
    assert len(PdfReader(BytesIO(to_pdf(dossier_of(large(script)), Extent.BRIEF))).pages) <= 2


def test_the_brief_says_what_it_is_of_and_from_when() -> None:
    cover = Cover("12", None, "Ada")
    written = to_markdown(Dossier(rich_model(), catalog(), cover=cover), Extent.BRIEF)
    assert written.startswith("# Threat model: Harbour support assistant\n\n**Version:** 12. **Author:** Ada.")
    assert "MITRE ATLAS 2026.09" in written.split("## What it is")[0]


def test_the_brief_has_its_chapters_in_order() -> None:
    titles = [one.text for one in brief(dossier_of(large("latin"))) if isinstance(one, Heading)][1:]
    assert titles == [
        "What it is", "How it could come to harm", "What breaks most of these", "Ten threats to talk about",
        "What is not known",
    ]  # fmt: skip


def test_without_an_owner_one_line_says_so_in_place_of_a_column() -> None:
    bare = rich_model().model_copy(
        update={"controls": tuple(one.model_copy(update={"owner": ""}) for one in rich_model().controls)}
    )
    written = to_markdown(Dossier(bare, catalog()), Extent.BRIEF)
    assert "Nobody owns a next step yet." in written
    assert "| Threat | What can go wrong | Score | Next step |" in written


def test_whoever_answers_for_a_threat_owns_its_line_where_nobody_does_the_step() -> None:
    bare = rich_model().model_copy(
        update={"controls": tuple(one.model_copy(update={"owner": ""}) for one in rich_model().controls)}
    )
    first = first_ten(bare)[0]
    treated = first.model_copy(update={"treatment": Treatment(reason="To be chosen.", owner="Ada Byron")})
    model = bare.model_copy(update={"threats": tuple(treated if one is first else one for one in bare.threats)})
    written = to_markdown(Dossier(model, catalog()), Extent.BRIEF)
    line = next(line for line in written.splitlines() if line.startswith(f"| {first.id} "))
    assert "Ada Byron" in line


@pytest.mark.parametrize("told", SYSTEMS[:4], ids=lambda told: told.name)
def test_no_story_of_the_brief_breaks_off_in_the_middle(told: Told) -> None:
    written = to_markdown(Dossier(drafted(told.text), catalog()), Extent.BRIEF)
    stories = written.split("## How it could come to harm")[1].split("## What breaks most")[0]
    assert "…" not in stories


@pytest.mark.parametrize("told", SYSTEMS, ids=lambda told: told.name)
def test_what_a_system_is_does_not_break_off_in_the_middle_of_a_sentence(told: Told) -> None:
    about = (
        to_markdown(Dossier(drafted(told.text), catalog()), Extent.BRIEF).split("## What it is\n\n")[1].split("\n")[0]
    )
    assert about.endswith((".", "!", "?"))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("It sorts. " + "plums and pears " * 5 + "go on.", "It sorts."),
        (
            "It sorts the plums of ten farms; " + "what is left goes on to the press " * 3,
            "It sorts the plums of ten farms.",
        ),
        ("It sorts (by colour; by size) plums and pears " + "of farms " * 9, "It sorts (by colour; by size) plums…"),
        ("We grow plums. It sorts them all.", "We grow plums. It sorts them all."),
    ],
)
def test_the_beginning_of_a_text_ends_where_a_sentence_or_clause_does(text: str, left: str) -> None:
    assert whole_beginning(text, 9 if "colour" not in text else 7) == left


def test_where_high_begins_is_told_where_it_is_not_as_usual() -> None:
    model = rich_model()
    fitted = model.model_copy(update={"scoring": Scoring(high=5.4, fitted=True)})
    assert "Here 5.4 and more is high, not 7 as usual" in to_markdown(Dossier(fitted, catalog()), Extent.BRIEF)
    assert "as usual" not in to_markdown(Dossier(model, catalog()), Extent.BRIEF)


def test_what_is_settled_is_not_among_the_ten() -> None:
    model = rich_model()
    accepted = [one.id for one in model.threats if one.status is not ThreatStatus.OPEN]
    assert accepted
    listed = [one.id for one in first_ten(model)]
    assert not set(accepted) & set(listed)
    assert listed == [one.id for one in sections(model.threats, model.controls).in_turn if one.id in listed]
    table = next(one for one in brief(Dossier(model, catalog())) if isinstance(one, Table))
    assert [row[0] for row in table.rows] == listed


def test_each_of_the_ten_has_its_score_its_owner_and_its_next_step() -> None:
    model = rich_model()
    first = first_ten(model)[0]
    step = next_step(first, model, catalog())
    assert step is not None
    owned = tuple(
        one.model_copy(update={"owner": "Grace Hopper"}) if one.id == step.id else one for one in model.controls
    )
    written = to_markdown(Dossier(model.model_copy(update={"controls": owned}), catalog()), Extent.BRIEF)
    row = next(line for line in written.splitlines() if line.startswith(f"| {first.id} "))
    assert f"| {first.rating.total} {first.rating.band.value}" in row
    assert f"| Grace Hopper | {step.id} " in row


@pytest.mark.parametrize("model", [rich_model(), advised_model()], ids=["plain", "advised"])
def test_the_file_counts_threats_as_the_page_does(model: ThreatModel) -> None:
    assert f" {len(live(model.threats))} threats (" in to_markdown(Dossier(model, catalog()), Extent.BRIEF)


def test_chatter_of_later_turns_is_not_the_description() -> None:
    model = rich_model()
    system = model.system.model_copy(
        update={
            "purpose": "",
            "opening": "A chat for customers.",
            "description": "A chat for customers.\n\nwhy though?",
        }
    )
    for extent in Extent:
        written = to_markdown(Dossier(model.model_copy(update={"system": system}), catalog()), extent)
        assert "A chat for customers." in written
        assert "why though" not in written


def test_an_empty_model_has_a_brief_too() -> None:
    written = to_markdown(Dossier(ThreatModel(), catalog()), Extent.BRIEF)
    assert "Nobody has described the system yet." in written
    assert "No threat has been drafted yet." in written.replace("no threat", "No threat")


@pytest.mark.parametrize("width", [40, 110, 400])
@pytest.mark.parametrize("script", ["latin", "japanese", "one word"])
def test_the_brief_fits_a_terminal(script: str, width: int) -> None:
    lines = to_text(dossier_of(large(script, threats=30, parts=12)), Extent.BRIEF, width).splitlines()
    assert lines[0].startswith("Threat model:")
    assert max(map(columns, lines)) <= min(width, 110)


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("one two three", 3, "one two three"),
        ("one two three", 2, "one two…"),
        ("x" * 100, 2, "x" * 13 + "…"),
        ("", 3, ""),
    ],
)
def test_a_text_is_cut_at_words_and_a_long_word_too(text: str, words: int, left: str) -> None:
    assert cut(text, words) == left


def test_what_is_not_known_is_told_whole_and_what_is_left_comes_last() -> None:
    text = (
        "Parcel is a chatbot for our customers that answers with GPT-4o.\n\n## Open points\n\n"
        "- Do price lists need to be approved before they are indexed?\n"
        "- Some practices send the whole patient file, with notes about the owner.\n"
    )
    model = drafted(text)
    written = to_markdown(Dossier(model, catalog(), gaps=analyst().gaps(model)), Extent.BRIEF)
    points = [line for line in written.partition("## What is not known")[2].splitlines() if line.startswith("- ")]
    assert "- Do price lists need to be approved before they are indexed?" in points
    assert not any("Left open in the text" in line or line.endswith("…") for line in points)
    assert re.fullmatch(r"- And \d+ further open points?\.", points[-1])


def test_a_row_of_a_web_page_says_on_a_phone_what_each_cell_is() -> None:
    page = to_html(dossier_of(rich_model(3)), Extent.BRIEF)
    assert 'data-of="Next step"' in page
    assert "content: attr(data-of)" in page
