"""Answers: buttons, lists to tick, and words that mean something because they were asked for."""

import pytest

from agent.domain import Provenance, Question, Reading, ThreatModel, apply
from agent.domain.changes.edits import SetFact, WaiveFact
from tests.agent.reading.readings import ask, catalog, facts_of, reader, session_of, told, turn_of

TECHNOLOGY = ("uses_language_model", "uses_retrieval", "calls_tools", "long_term_memory", "sees_images")


def answered(
    question: Question,
    text: str = "",
    chosen: tuple[str, ...] | None = None,
    model: ThreatModel | None = None,
    *,
    waits: bool = True,
) -> tuple[Reading, ThreatModel]:
    """What an answer is read as, and the model after it."""
    turn = turn_of(text, 2, question=question.id, chosen=chosen)
    reading = reader().read(turn, session_of(model, question if waits else None))
    outcome = apply(model or ThreatModel(), reading.edits, catalog())
    assert not outcome.refused
    return reading, outcome.model


@pytest.mark.parametrize(
    ("fact", "words", "value"),
    [
        ("exposure", "employees only", "internal"),
        ("exposure", "internet, authenticated", "registered"),
        ("exposure", "the internet, but everyone needs an account", "registered"),
        ("exposure", "anonymous, on the internet", "public"),
        ("exposure", "not public, only staff", "internal"),
        ("exposure", "Known partner organisations", "partners"),
        ("exposure", "only me", "own_device"),
        ("audience", "patients and their doctors", ("professionals", "vulnerable_people")),
        ("audience", "bank customers", ("customers",)),
        ("audience", "none", ()),
        ("impact_on_people", "nothing really", "none"),
        ("impact_on_people", "people can lose benefits", "significant"),
        ("data_sensitivity", "names and phone numbers", "personal"),
        ("data_sensitivity", "health data", "special"),
        ("data_sensitivity", "proprietary designs", "internal"),
        ("training", "none", "none"),
        ("training", "fine-tuning on our letters", "tuned"),
        ("training", "trained by ourselves", "own"),
        ("model_origin", "hosted API", ("hosted_api",)),
        ("model_origin", "an open-weight model, and one from a vendor", ("open_weights", "vendor")),
        ("decision_autonomy", "fully automatic", "automatic"),
        ("decision_autonomy", "doubtful ones are reviewed", "reviewed"),
        ("decision_autonomy", "a clinician decides", "advice"),
        ("multi_tenant", "Yes", True),
        ("multi_tenant", "yes, about forty companies", True),
        ("multi_tenant", "nope", False),
        ("multi_tenant", "every client has a dedicated instance", False),
        ("reads_outside_content", "it does not", False),
        ("reads_outside_content", "it reads incoming mail", True),
        ("acts_unapproved", "tool calls run without confirmation", True),
        ("acts_unapproved", "approval before each payment", False),
        ("control_rate_limits", "we have none", False),
        ("control_rate_limits", "sometimes", True),
        ("control_audit_log", "of course", True),
        ("irreversible_actions", "I don't think so, no", False),
    ],
)
def test_words_are_read_in_the_context_of_the_question(fact: str, words: str, value: object) -> None:
    _, model = answered(ask(fact), words)
    kept = model.fact(fact)
    assert kept is not None
    assert kept.value == value
    assert kept.provenance is Provenance.ANSWERED
    assert all(quote.text in words for quote in kept.quotes)


@pytest.mark.parametrize("words", ["Not known", "I don't know", "not sure", "no idea", "it depends", "maybe"])
def test_not_knowing_waives_the_fact(words: str) -> None:
    reading, model = answered(ask("multi_tenant"), words)
    assert [(waiver.fact, waiver.why) for waiver in model.waivers] == [("multi_tenant", "not_sure")]
    assert reading.unread == ()


def test_a_doubtful_answer_is_only_inferred() -> None:
    _, model = answered(ask("multi_tenant"), "probably")
    kept = model.fact("multi_tenant")
    assert kept is not None
    assert (kept.value, kept.provenance) == (True, Provenance.INFERRED)


@pytest.mark.parametrize(
    "words",
    [
        "We log nothing and keep no conversations.", "Nothing is stored.", "No logs are kept.",
        "Nobody can log in; the page is open to anyone.", "No one approves the refunds.", "Not many people use it.",
        "All staff use it daily.", "Everything runs in Azure.", "The first version ran on AWS.",
        "It has no access to the internet.", "None of our customers can upload files.", "we do not use Pinecone",
        "Right now it is a pilot.", "It is used by our staff.", "I don't know what you mean.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("asked", ["multi_tenant", "impact_on_people", "stakes"])
def test_news_that_begins_like_an_answer_answers_nothing(words: str, asked: str) -> None:
    lines = tuple(fact.id for fact in catalog().facts.values() if fact.group == asked and fact.id != "moves_value")
    _, model = answered(ask(*lines, id=asked) if lines else ask(asked), words)
    assert not {kept.fact for kept in model.facts if kept.provenance is Provenance.ANSWERED} & {asked, *lines}
    assert model.waivers == ()


def test_news_that_names_a_line_of_a_list_leaves_the_rest_open_and_the_list_standing() -> None:
    reading, model = answered(ask(*TECHNOLOGY, id="technology"), "The bot calls tools through Zapier.")
    assert facts_of(model)["calls_tools"] is True
    assert model.waivers == ()
    assert model.lists == ()
    assert any("still wait" in note for note in reading.notes)


def test_words_that_answer_nothing_leave_the_question_open() -> None:
    reading, model = answered(ask("irreversible_actions"), "purple")
    assert "irreversible_actions" not in facts_of(model)
    assert reading.unread == ("purple",)
    assert "stays open" in reading.notes[0]


def test_an_answer_that_says_more_is_read_to_the_end() -> None:
    _, model = answered(ask("exposure"), "Customers with an account. We also keep all chats for a year.")
    assert facts_of(model)["exposure"] == "registered"
    assert facts_of(model)["stores_conversations"] is True


@pytest.mark.parametrize(
    ("fact", "chosen", "value"),
    [
        ("exposure", ("public",), "public"),
        ("multi_tenant", ("yes",), True),
        ("multi_tenant", ("no",), False),
        ("audience", ("public", "employees"), ("employees", "public")),
        ("audience", (), ()),
    ],
)
def test_a_button_sets_the_fact(fact: str, chosen: tuple[str, ...], value: object) -> None:
    _, model = answered(ask(fact), chosen=chosen)
    kept = model.fact(fact)
    assert kept is not None
    assert (kept.value, kept.provenance) == (value, Provenance.ANSWERED)


def test_not_sure_waives_every_fact_of_a_list_and_skip_none() -> None:
    _, model = answered(ask(*TECHNOLOGY, id="technology"), chosen=("not_sure",))
    assert {waiver.fact: waiver.why for waiver in model.waivers} == dict.fromkeys(TECHNOLOGY, "not_sure")
    _, model = answered(ask(*TECHNOLOGY, id="technology"), chosen=("skip",))
    assert model.waivers == ()
    assert [listed.lines for listed in model.lists] == [TECHNOLOGY]


def test_of_a_list_only_the_lines_that_are_touched_are_settled() -> None:
    chosen = ("uses_language_model", "no:calls_tools")
    _, model = answered(ask(*TECHNOLOGY, id="technology"), chosen=chosen)
    told = {kept.fact: kept.value for kept in model.facts if kept.provenance is Provenance.ANSWERED}
    assert told == {"uses_language_model": True, "calls_tools": False}


def test_nothing_is_settled_by_sending_a_list_untouched() -> None:
    _, model = answered(ask(*TECHNOLOGY, id="technology"), chosen=())
    assert not {kept.fact for kept in model.facts if kept.provenance is Provenance.ANSWERED}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("a language model and tools", {"uses_language_model", "calls_tools"}),
        ("retrieval", {"uses_retrieval"}),
        ("it looks up documents and remembers users", {"uses_retrieval", "long_term_memory"}),
        ("all of them", set(TECHNOLOGY)),
    ],
)
def test_words_to_a_list_name_what_is_so_and_leave_the_rest_open(words: str, named: set[str]) -> None:
    _, model = answered(ask(*TECHNOLOGY, id="technology"), words)
    facts = facts_of(model)
    assert {name for name in TECHNOLOGY if facts.get(name)} == named
    assert model.waivers == ()


@pytest.mark.parametrize(
    ("asked", "words", "ticked"),
    [
        ("tools", "local file access, terminal commands", {"shell_access", "tools_read_private"}),
        ("operation", "a container with one GPU", {"own_infrastructure"}),
        ("inputs", "public messages and photos", {"reads_outside_content", "accepts_files"}),
        ("stakes", "payments, and an outage would hurt", {"moves_value", "availability_critical"}),
    ],
)
def test_everyday_words_tick_the_lines_of_a_list(asked: str, words: str, ticked: set[str]) -> None:
    lines = tuple(fact.id for fact in catalog().facts.values() if fact.group == asked)
    _, model = answered(ask(*lines), words)
    assert ticked <= {name for name, value in facts_of(model).items() if value is True}


def test_a_button_that_is_no_answer_changes_nothing_and_says_so() -> None:
    reading, model = answered(ask("exposure"), chosen=("everywhere",))
    assert model.facts == ()
    assert "not an answer" in reading.notes[0]


def test_a_late_answer_counts_while_the_fact_is_unknown() -> None:
    _, model = answered(ask("training"), chosen=("own",), waits=False)
    assert facts_of(model)["training"] == "own"


def test_a_late_answer_to_a_settled_question_changes_nothing_and_says_so() -> None:
    known = told("Anyone on the internet can use our chatbot.")
    reading, model = answered(ask("exposure"), chosen=("internal",), model=known, waits=False)
    assert facts_of(model) == facts_of(known)
    assert "answered already" in reading.notes[0]


def test_a_short_word_is_taken_as_the_answer_to_the_question_that_waits() -> None:
    reading = reader().read(turn_of("yes", 2), session_of(None, ask("multi_tenant")))
    assert [edit.value.value for edit in reading.edits if isinstance(edit, SetFact)] == [True]


def test_a_long_message_is_no_answer_to_the_question_that_waits() -> None:
    text = "The assistant reads our wiki every night and writes a digest for the whole sales department."
    reading = reader().read(turn_of(text, 2), session_of(None, ask("multi_tenant")))
    touched = {edit.value.fact for edit in reading.edits if isinstance(edit, SetFact)}
    assert "multi_tenant" not in touched
    assert not any(isinstance(edit, WaiveFact) for edit in reading.edits)


def test_an_answer_replaces_what_was_only_read_from_words() -> None:
    known = told("Customers sign in with their account.")
    _, model = answered(ask("exposure"), chosen=("public",), model=known)
    assert facts_of(model)["exposure"] == "public"


def test_an_answer_draws_its_conclusions() -> None:
    _, model = answered(ask("calls_tools"), chosen=("no",))
    kept = model.fact("tools_write")
    assert kept is not None
    assert (kept.value, kept.provenance) == (False, Provenance.IMPLIED)
    assert kept.because == "the model calls no tools"
