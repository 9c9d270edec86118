"""What is not known goes to those who know as a table, with room for their answers."""

import csv
import io
from dataclasses import replace

from agent.domain.findings.gaps import Gap, GapKind
from agent.exchange.interchange.open_questions import to_open_questions
from knowledge.vocabulary import InterviewStage
from tests.agent.exchange.interchange.models import catalog, dossier
from tests.agent.exchange.test_exchange import model_with


def gap(kind: GapKind, text: str, fact: str | None = None, threats: int = 0) -> Gap:
    return Gap(kind=kind, text=text, reason="Much.", weight=1.0, stage=InterviewStage.SCOPE, fact=fact, threats=threats)


def rows(*gaps: Gap) -> list[dict[str, str]]:
    text = to_open_questions(replace(dossier(model_with(catalog())), gaps=gaps)).data.decode()
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_each_open_question_has_a_row_in_its_order_with_empty_cells_for_the_answer() -> None:
    yes_no = next(one for one in catalog().facts.values() if not one.choices)
    choice = next(one for one in catalog().facts.values() if one.choices)
    found = rows(
        gap(GapKind.LEFT_OPEN, "Left open in the text: who approves?"),
        gap(GapKind.UNKNOWN_FACT, "not known yet", choice.id, 4),
        gap(GapKind.STANDING_ASSUMPTION, "Assumed: it is so", yes_no.id, 2),
    )
    assert [one["Question"] for one in found] == [
        "Left open in the text: who approves?", choice.question, yes_no.question
    ]  # fmt: skip
    assert [one["Possible answers"] for one in found] == ["", "; ".join(c.label for c in choice.choices), "Yes; No"]
    assert [one["What is taken for now"] for one in found] == ["", "", "Assumed: it is so"]
    assert {(one["Answer"], one["Answered by"], one["System"]) for one in found} == {("", "", "Support assistant")}


def test_what_no_threat_hangs_on_is_not_asked() -> None:
    fact = next(iter(catalog().facts))
    assert rows(gap(GapKind.UNKNOWN_FACT, "not known yet", fact), gap(GapKind.UNREAD, "bananas")) == []


def test_points_that_the_owner_left_open_are_lost_only_where_none_is_asked() -> None:
    model = model_with(catalog())
    model = model.model_copy(update={"system": model.system.model_copy(update={"left_open": ("who approves?",)})})
    lost = [{one.topic for one in to_open_questions(replace(dossier(model), gaps=gaps)).losses}
            for gaps in ((), (gap(GapKind.LEFT_OPEN, "who approves?"),))]  # fmt: skip
    assert ["left_open" in one for one in lost] == [True, False]
