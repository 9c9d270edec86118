"""The plain sentences are sound, and what is made of one is judged rightly."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.assembly import compose
from agent.domain import (
    Component,
    DataFlow,
    FactValue,
    Mint,
    Offer,
    Provenance,
    Question,
    Reply,
    Said,
    Session,
    ThreatModel,
    Turn,
    TurnStatus,
)
from agent.domain.changes.edits import Remove, SetFact
from agent.domain.facts import Waiver
from agent.domain.system import Actor, SystemProfile
from agent.errors import InputError
from agent.settings import Settings
from evals.__main__ import main
from evals.sentence_tests.sentence import PACKAGED, Kind, Sentence, read_sentences
from evals.sentence_tests.sentence_runner import Listener, PlacedQuestions, Spoken
from evals.sentence_tests.sentence_totals import ALL, Tally, by_kind, shown, tally
from evals.sentence_tests.sentence_verdict import Verdict, judge
from knowledge import load_catalog
from knowledge.vocabulary import AnswerValue, ComponentKind, InterviewStage
from tests.agent.builders import said
from tests.agent.scripted import NoFinds, ScriptedAnalyst, small_catalog

AT = datetime(2026, 1, 1, tzinfo=UTC)
CATALOG = load_catalog()
FIVE = ("pla-uploads", "neg-tools", "tha-morning", "ans-limits-no", "que-why")


def test_the_packaged_sentences_are_sound_and_cover_every_kind() -> None:
    sentences = read_sentences(PACKAGED, CATALOG)
    counts = Counter(one.kind for one in sentences)
    assert len(sentences) >= 360
    assert {kind for kind in Kind if counts[kind] < 10} == set()


def test_a_reader_that_takes_nothing_fails_on_more_than_a_third_of_them() -> None:
    sentences = read_sentences(PACKAGED, CATALOG)
    assert sum(one.wants for one in sentences) > len(sentences) / 3
    assert sum(one.unchanged for one in sentences) > len(sentences) / 6


def test_what_is_told_before_and_the_fact_that_waits_are_of_the_catalog() -> None:
    for one in read_sentences(PACKAGED, CATALOG):
        assert all(text.strip() for text in one.before), one.id
        assert set(one.waiting) <= set(CATALOG.facts), one.id


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"must": {"keeps_talks": True}}, "no fact keeps_talks"),
        ({"must": {"exposure": "everywhere"}}, "exposure takes"),
        ({"must_not": {"stores_conversations": "often"}}, "stores_conversations takes"),
        ({"may": {"audience": ["martians"]}}, "audience takes"),
        ({"waiting": "keeps_talks"}, "no fact keeps_talks"),
        ({"waiting": ["exposure", "control_rate_limits"]}, "not of one list"),
        ({"kind": "sung"}, "kind"),
        ({"must": {}}, "expects nothing"),
        ({"unchanged": True}, "nothing that must"),
        ({"stays": True}, "give waiting"),
        ({"must_not": {"stores_conversations": False}}, "must and must not"),
        ({"parts": {"kinds": {"Redis": ["shoe"]}}}, "kinds.Redis"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_broken_sentence_is_refused_with_what_is_wrong(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    path = written(tmp_path, content(**changes))
    with pytest.raises(InputError, match=words):
        read_sentences(path, CATALOG)


def test_an_id_that_is_used_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="kept is used 2 times"):
        read_sentences(written(tmp_path, content(), content()), CATALOG)


def test_a_file_without_sentences_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no sentences"):
        read_sentences(tmp_path, CATALOG)


def test_what_must_be_known_is_taken_when_it_is_firmly_known() -> None:
    verdict = judged({"must": {"stores_conversations": False}}, held={"stores_conversations": False})
    assert verdict.taken
    assert verdict.passes
    assert not judged({"must": {"stores_conversations": False}}).taken


def test_a_value_that_waits_to_be_confirmed_is_asked_back_and_not_taken() -> None:
    guess = said("stores_conversations", False, provenance=Provenance.INFERRED)
    for or_ask in (True, False):
        verdict = judged({"must": {"stores_conversations": False}, "or_ask": or_ask}, after=model(guess))
        assert not verdict.taken
        assert verdict.asked is or_ask
        assert verdict.passes is or_ask


def test_an_offer_that_would_take_it_asks_back() -> None:
    edit = SetFact(value=said("stores_conversations", False))
    reply = Reply(text="", offers=(Offer(line="Nothing is kept", edits=(edit,)),))
    assert judged({"must": {"stores_conversations": False}, "or_ask": True}, reply=reply).asked
    assert not judged({"must": {"stores_conversations": True}, "or_ask": True}, reply=reply).asked


def test_words_that_ask_which_holds_ask_back_and_words_that_tell_do_not() -> None:
    told = f"You said that {CATALOG.facts['stores_conversations'].no_means}."
    expected = {"must": {"stores_conversations": False}, "or_ask": True}
    assert judged(expected, reply=Reply(text=f"Done.\n\n{told} Which holds?")).asked
    assert not judged(expected, reply=Reply(text=f"{told}\n\nWhich holds?")).asked


def test_what_nobody_said_is_a_false_addition_unless_it_may_come_in() -> None:
    held: dict[str, AnswerValue] = {"stores_conversations": False, "accepts_files": True}
    expected = {"must": {"stores_conversations": False}}
    assert judged(expected, held=held).false_additions == ("accepts_files=yes",)
    assert judged({**expected, "may": {"accepts_files": True}}, held=held).false_additions == ()
    assert judged({**expected, "may": ["accepts_files"]}, held=held).false_additions == ()
    assert judged({**expected, "may": {"accepts_files": False}}, held=held).false_additions == ("accepts_files=yes",)


def test_a_control_that_nobody_claimed_is_a_false_control_and_one_denied_is_not() -> None:
    expected = {"must": {"stores_conversations": False}}
    claimed = judged(expected, held={"stores_conversations": False, "control_audit_log": True})
    denied = judged(expected, held={"stores_conversations": False, "control_audit_log": False})
    assert claimed.false_controls == claimed.false_additions == ("control_audit_log=yes",)
    assert denied.false_additions == ("control_audit_log=no",)
    assert denied.false_controls == ()


def test_what_only_follows_from_other_facts_counts_only_where_it_is_forbidden() -> None:
    follows = said("tools_write", False, provenance=Provenance.IMPLIED)
    after = model(said("calls_tools", False), follows)
    assert judged({"must": {"calls_tools": False}}, after=after).false_additions == ()
    forbidden = judged({"must": {"calls_tools": False}, "must_not": {"tools_write": False}}, after=after)
    assert forbidden.false_additions == ("tools_write=no",)
    assert not forbidden.taken


def test_a_guess_that_nobody_asked_for_is_told_apart_from_a_false_addition() -> None:
    guess = said("accepts_files", True, provenance=Provenance.INFERRED)
    verdict = judged({"must_not": {"stores_conversations": True}}, after=model(guess))
    assert verdict.guesses == ("accepts_files=yes",)
    assert verdict.false_additions == ()


def test_what_was_known_before_is_no_addition_and_is_lost_when_it_goes() -> None:
    before = model(said("accepts_files", True), said("audience", ("customers", "employees")))
    after = model(said("audience", ("customers",)))
    expected = {"must_not": {"stores_conversations": True}}
    assert judged(expected, before=before, after=before).passes
    assert judged(expected, before=before, after=after).false_losses == ("accepts_files=yes", "audience=employees")
    allowed = {**expected, "may": {"accepts_files": []}, "must": {"audience": "customers"}}
    assert judged(allowed, before=before, after=after).passes


def test_a_forbidden_value_that_was_there_before_is_something_to_take_away() -> None:
    before = model(said("audience", ("customers",)))
    verdict = judged({"must_not": {"audience": "customers"}}, before=before, after=before)
    assert verdict.wants
    assert not verdict.taken
    assert verdict.false_additions == ()
    assert judged({"must_not": {"audience": "customers"}}, before=before).taken


def test_names_are_found_by_their_words_and_orders_are_no_names() -> None:
    expected = {"parts": {"has": ["Qdrant"], "has_not": ["Pinecone"]}}
    assert judged(expected, after=model(parts=("Qdrant vector stores",))).passes
    assert not judged(expected, after=model(parts=("please do use our Qdrant",))).taken
    junk = judged(expected, after=model(parts=("Qdrant", "remove Pinecone")))
    assert junk.missing == ("'Pinecone' is still among the parts",)
    assert junk.false_additions == ("part 'remove Pinecone'",)


def test_a_part_that_nobody_named_follows_from_a_fact_and_is_no_addition() -> None:
    expected = {"must": {"sees_images": True}}
    for inferred in (True, False):
        part = Component(id="C-1", name="picture model", kind=ComponentKind.VISION_MODEL, inferred=inferred)
        after = ThreatModel(components=(part,), facts=(said("sees_images", True),), issued={"C": 1})
        assert judged(expected, after=after).passes is inferred


def test_a_part_that_goes_unasked_is_lost_and_one_taken_out_is_not() -> None:
    before, after = model(parts=("Qdrant", "Pinecone")), model(parts=("Qdrant",))
    assert judged({"parts": {"has_not": ["Pinecone"]}}, before=before, after=after).passes
    assert judged({"parts": {"has": ["Qdrant"]}}, before=before, after=after).false_losses == ("part 'Pinecone'",)


def test_an_offer_to_remove_a_part_asks_back() -> None:
    before = model(parts=("Pinecone",))
    reply = Reply(text="", offers=(Offer(line="Take it out", edits=(Remove(id="C-1"),)),))
    expected = {"parts": {"has_not": ["Pinecone"]}, "or_ask": True}
    assert judged(expected, before=before, after=before, reply=reply).asked
    assert not judged(expected, before=before, after=before).asked


def test_one_thing_told_under_several_names_must_be_there_once() -> None:
    expected = {"parts": {"same": ["GPT-4o", "LLM"]}, "or_ask": True}
    two, one = model(parts=("GPT-4o", "LLM")), model(parts=("GPT-4o",))
    assert judged(expected, before=two, after=one).taken
    assert not judged(expected, before=two, after=two).taken
    assert judged(expected, before=two, after=two, reply=Reply(text="Is the LLM the same as GPT-4o?")).asked
    assert not judged(expected, before=two, after=two, reply=Reply(text="What?")).asked


def test_a_part_of_a_wrong_kind_is_not_taken_and_cannot_be_asked_away() -> None:
    after = model(parts=("agents",))
    expected = {"parts": {"may": ["agents"], "kinds": {"agents": ["human_review"]}}, "or_ask": True}
    verdict = judged(expected, after=after)
    assert verdict.missing == ("'agents' is put down as data_store",)
    assert not verdict.passes


def test_flows_are_judged_by_the_names_at_their_ends() -> None:
    flow = DataFlow(id="F-1", source="C-1", target="C-2")
    bare = model(parts=("kiosk", "FHIR server"))
    joined = bare.model_copy(update={"flows": (flow,)})
    assert judged({"parts": {"flows": [["kiosk", "FHIR"]]}}, before=bare, after=joined).taken
    assert not judged({"parts": {"flows": [["FHIR", "kiosk"]]}}, before=bare, after=joined).taken
    away = {"parts": {"no_flows": [["kiosk", "FHIR"]]}}
    assert not judged(away, before=joined, after=joined).taken
    assert judged(away, before=joined, after=bare).taken


def test_the_system_must_be_called_what_it_is_called() -> None:
    called = ThreatModel(system=SystemProfile(name="harbour"))
    assert judged({"named": "Harbour"}, after=called).taken
    assert not judged({"named": "Harbour"}, after=ThreatModel(system=SystemProfile(name="Harbour."))).taken


def test_where_nothing_may_change_everything_that_does_is_told() -> None:
    person = Actor(id="P-1", name="visitors")
    for after in (
        model(said("accepts_files", True)),
        model(said("accepts_files", True, provenance=Provenance.INFERRED)),
        model(parts=("Redis",)),
        ThreatModel(actors=(person,), issued={"P": 1}),
        ThreatModel(system=SystemProfile(name="Harbour")),
    ):
        assert judged({"unchanged": True}, after=after).changed
    assert judged({"unchanged": True}).changed == ()
    assert judged({"must": {"accepts_files": True}}).changed is None


@pytest.mark.parametrize(
    ("expected", "waived", "asked_then", "lost"),
    [
        ({}, (), "accepts_files", False),
        ({}, ("stores_conversations",), "accepts_files", True),
        ({"closes": True}, ("stores_conversations",), "accepts_files", False),
        ({"stays": True}, (), "accepts_files", True),
        ({"stays": True}, (), "stores_conversations", False),
        ({"stays": True}, (), None, True),
    ],
)
def test_a_waiting_question_is_lost_when_it_is_closed_without_an_answer(
    expected: dict[str, Any], waived: tuple[str, ...], asked_then: str | None, lost: bool
) -> None:
    after = ThreatModel(waivers=tuple(Waiver(fact=fact, why="skipped") for fact in waived))
    questions = (question("stores_conversations"), question(asked_then) if asked_then else None)
    given = {"unchanged": True, "waiting": "stores_conversations", **expected}
    assert judged(given, after=after, questions=questions).question_lost is lost


def test_where_no_question_waits_none_is_lost() -> None:
    assert judged({"unchanged": True}).question_lost is None


def test_shares_count_only_what_is_to_be_taken_and_the_bars_are_strict() -> None:
    verdicts = [Verdict(wants=True)] * 19 + [Verdict(wants=True, missing=("x",), asked=True), Verdict(changed=())]
    good = tally(verdicts)
    assert (good.to_take, good.taken, good.asked, good.taken_or_asked) == (20, 19, 1, 1.0)
    assert (good.to_leave, good.left) == (1, 1)
    assert good.meets_bars
    assert tally([*verdicts, Verdict(wants=True, missing=("x",))]).meets_bars
    assert not tally([*verdicts, *[Verdict(wants=True, missing=("x",))] * 2]).meets_bars
    assert not tally([*verdicts, Verdict(false_additions=("x",))]).meets_bars
    assert not tally([*verdicts, Verdict(false_controls=("x",))]).meets_bars
    assert Tally().taken_or_asked is None


def test_the_table_has_a_row_for_each_kind_that_was_said_and_one_for_all() -> None:
    tallies = by_kind({"a": (Kind.PAST, Verdict(wants=True)), "b": (Kind.THANKS, Verdict(question_lost=True))})
    assert list(tallies) == ["past", "thanks", ALL]
    assert tallies["thanks"].questions_kept == 0
    assert "taken or asked back 100% (at least 95%)" in shown(tallies)


def test_a_placed_question_waits_until_it_is_answered(tmp_path: Path) -> None:
    listener = scripted_listener(tmp_path)
    spoken = listener.hear(sentence(before="name Desk", waiting=("keeps_logs",), say="fact reads_mail yes"))
    assert spoken.before.question is not None
    assert spoken.after.question is not None
    assert (spoken.before.question.id, spoken.after.question.id) == ("keeps_logs", "keeps_logs")
    assert spoken.after.turns[-1].said.question == "keeps_logs"
    told = ("component agent Bot",)
    answered = listener.hear(sentence(before=told, waiting=("keeps_logs",), say="fact keeps_logs no"))
    assert answered.before.question is not None
    assert answered.after.question is not None
    assert (answered.before.question.id, answered.after.question.id) == ("keeps_logs", "reads_mail")


def test_a_question_waits_even_where_nothing_was_told_before(tmp_path: Path) -> None:
    spoken = scripted_listener(tmp_path).hear(sentence(waiting=("keeps_logs",), say="name Desk"))
    assert spoken.before.question is not None
    assert spoken.before.question.id == "keeps_logs"
    assert not spoken.problem


def test_a_question_that_is_settled_before_is_a_problem_of_the_sentence(tmp_path: Path) -> None:
    listener = scripted_listener(tmp_path)
    spoken = listener.hear(sentence(before="fact keeps_logs no", waiting=("keeps_logs",), say="fact reads_mail yes"))
    assert "settles the question about keeps_logs" in spoken.problem
    assert not judge(spoken, CATALOG).passes


def test_each_sentence_is_heard_in_a_session_of_its_own(tmp_path: Path) -> None:
    listener = scripted_listener(tmp_path)
    first = listener.hear(sentence(before=("name Desk", "component agent Bot"), say="fact reads_mail yes"))
    second = listener.hear(sentence(say="fact keeps_logs no"))
    assert len(first.after.turns) == 3
    assert [kept.fact for kept in second.after.model.facts] == ["keeps_logs"]


def test_five_sentences_are_said_to_the_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.json"
    assert main(["sentences", "--only", *FIVE, "--misses", "--json", str(out)]) == 0
    result = json.loads(out.read_text(encoding="utf-8"))
    assert set(result["sentences"]) == set(FIVE)
    assert result["summary"][ALL]["sentences"] == 5
    assert result["summary"][ALL]["problems"] == 0
    assert result["sentences"]["pla-uploads"]["missing"] == []
    told = capsys.readouterr().out
    assert "Bars: taken or asked back" in told
    assert all((f"{name}: " in told) is not result["sentences"][name]["passes"] for name in FIVE)


@pytest.mark.parametrize("more", [["--kind", "sung"], ["--only", "none-such"]])
def test_a_kind_or_id_that_does_not_exist_is_bad_input(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sentences", *more]) == 3
    assert f"there is no {more[1]}" in capsys.readouterr().err


def content(**changes: Any) -> dict[str, Any]:
    """A small sentence as a file holds it."""
    given = {"id": "kept", "kind": "negated", "say": "Nothing is kept.", "must": {"stores_conversations": False}}
    return given | changes


def written(folder: Path, *sentences: dict[str, Any]) -> Path:
    """A file of sentences."""
    path = folder / "sentences.yaml"
    path.write_text(yaml.safe_dump(list(sentences)), encoding="utf-8")
    return path


def sentence(**given: Any) -> Sentence:
    """A sentence about which nothing is expected but that files are not accepted."""
    expected = {"id": "one", "kind": "plain", "say": "So it is.", "must_not": {"accepts_files": True}}
    return Sentence.model_validate(expected | given)


def model(*facts: FactValue, parts: tuple[str, ...] = ()) -> ThreatModel:
    """A model of facts and parts."""
    mint = Mint(ThreatModel())
    made = tuple(Component(id=mint.take("C"), name=name, kind=ComponentKind.DATA_STORE) for name in parts)
    return ThreatModel(facts=facts, components=made, issued={"C": len(parts)})


def question(fact: str) -> Question:
    """A question about one fact."""
    return Question(id=fact, facts=(fact,), stage=InterviewStage.DATA, text="Is it so?", why="It matters.")


def judged(
    expected: dict[str, Any],
    held: dict[str, AnswerValue] | None = None,
    before: ThreatModel | None = None,
    after: ThreatModel | None = None,
    reply: Reply | None = None,
    questions: tuple[Question | None, Question | None] = (None, None),
) -> Verdict:
    """The verdict on a sentence with made-up sessions before and after it."""
    given = {"id": "one", "kind": "plain", "say": "So it is.", **expected}
    then = after or model(*(said(fact, value) for fact, value in (held or {}).items()))
    spoken = Spoken(
        Sentence.model_validate(given),
        session(before or ThreatModel(), questions[0]),
        session(then, questions[1], reply or Reply(text="Done.")),
    )
    return judge(spoken, CATALOG)


def session(kept: ThreatModel, asked: Question | None, reply: Reply | None = None) -> Session:
    """A session that holds a model, with one turn where something was replied."""
    heard = Turn(number=1, said=Said(text="So it is.", key="turn-0001"), status=TurnStatus.DONE, reply=reply, at=AT)
    turns = (heard,) if reply else ()
    return Session(id="s" * 16, version=1, model=kept, turns=turns, question=asked, created=AT)


def scripted_listener(folder: Path) -> Listener:
    """A listener to an analyst that follows orders."""
    catalog = small_catalog()
    analyst = ScriptedAnalyst(catalog)
    questions = PlacedQuestions(analyst, catalog)
    facilitator = compose(Settings(data_dir=folder), catalog, questions, analyst, NoFinds, checkpointed=False)
    return Listener(facilitator, questions)
