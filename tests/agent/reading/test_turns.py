"""Reading over several turns: corrections, contradictions, conclusions, files, tables and hostile text."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.domain import Component, FactValue, Provenance, Reading, ThreatModel, apply
from agent.domain.changes.edits import PutComponent, SetFact
from agent.reading.text.words import words_of
from knowledge.vocabulary import ComponentKind
from tests.agent.reading.readings import catalog, facts_of, read, reader, session_of, told, turn_of
from tests.counting import growth


def test_a_contradiction_keeps_the_earlier_word_and_asks_which_holds() -> None:
    first = "Our chatbot stores all chats."
    model = told(first)
    reading = read("The chatbot never stores chats.", model, 2)
    assert not any(isinstance(edit, SetFact) and edit.value.fact == "stores_conversations" for edit in reading.edits)
    note = next(note for note in reading.notes if "Which holds?" in note)
    assert first.rstrip(".") in note
    assert "never stores chats" in note


@pytest.mark.parametrize(
    "correction",
    [
        "Actually, the chatbot never stores chats.",
        "No, the chatbot never stores chats.",
        "I was wrong: the chatbot never stores chats.",
        "Correction: the chatbot never stores chats.",
    ],
)
def test_an_explicit_correction_wins_and_is_noted(correction: str) -> None:
    model = told("Our chatbot stores all chats.")
    reading = read(correction, model, 2)
    after = apply(model, reading.edits, catalog()).model
    assert facts_of(after)["stores_conversations"] is False
    assert any(note.startswith("Changed as you say") for note in reading.notes)


def test_saying_the_same_again_changes_nothing() -> None:
    model = told("Our chatbot stores all chats.")
    assert read("The chatbot stores all chats.", model, 2).edits == ()


def test_a_list_of_audiences_grows() -> None:
    model = told("Customers use the chatbot.", "Our staff use it too.")
    assert facts_of(model)["audience"] == ("employees", "customers")


def test_a_firm_word_replaces_what_was_only_probable() -> None:
    model = told("Probably all chats are logged.", "Chats are not stored by the chatbot.")
    kept = model.fact("stores_conversations")
    assert kept is not None
    assert (kept.value, kept.provenance) == (False, Provenance.STATED)


def test_of_two_choices_in_one_message_the_more_exposed_counts() -> None:
    assert (
        facts_of(told("Staff use the chatbot inside. Anyone on the internet can ask it too."))["exposure"] == "public"
    )


def test_of_two_words_on_a_control_the_weaker_counts() -> None:
    text = "The web page has a rate limit. The API has no rate limit."
    assert facts_of(told(text))["control_rate_limits"] is False


@pytest.mark.parametrize(
    ("text", "fact", "value", "because"),
    [
        ("Five clinics use federated learning.", "training", "own", "several parties train one model"),
        ("The assistant has no tools.", "tools_write", False, "the model calls no tools"),
        ("The assistant has no tools.", "plans_steps", False, "the model calls no tools"),
        ("An agent books rooms.", "plans_steps", True, "the system has agent"),
        ("A wrong answer could injure somebody.", "impact_on_people", "significant", "can injure people"),
    ],
)
def test_conclusions_are_drawn_with_their_because(text: str, fact: str, value: object, because: str) -> None:
    kept = told(text).fact(fact)
    assert kept is not None
    assert kept.value == value
    assert kept.provenance in (Provenance.IMPLIED, Provenance.INFERRED)
    assert because in kept.because


def test_a_stated_value_is_never_overwritten_by_a_conclusion() -> None:
    model = told("The assistant is read-only, so it can only read. It plans several steps and calls tools.")
    kept = model.fact("tools_write")
    assert kept is not None
    assert (kept.value, kept.provenance) == (False, Provenance.STATED)


def test_a_conclusion_goes_when_its_ground_goes() -> None:
    model = told("The assistant has no tools.", "Actually, the assistant can call functions.")
    assert facts_of(model)["calls_tools"] is True
    assert "tools_write" not in facts_of(model)


def test_what_follows_from_a_doubt_is_only_inferred() -> None:
    model = told("Perhaps the assistant uses MCP.")
    kept = model.fact("calls_tools")
    assert kept is None or kept.provenance is Provenance.INFERRED


def test_edits_from_a_table_pass_unchanged_with_what_follows() -> None:
    fact = FactValue(fact="calls_tools", value=False, provenance=Provenance.TABLE)
    part = Component(id="C-1", name="Qdrant", kind=ComponentKind.VECTOR_STORE)
    edits = (SetFact(value=fact), PutComponent(component=part))
    reading = reader().read(turn_of(edits=edits), session_of())
    assert reading.edits[:2] == edits
    model = apply(ThreatModel(), reading.edits, catalog()).model
    assert model.component("C-1") == part
    assert facts_of(model)["tools_write"] is False
    assert facts_of(model)["uses_retrieval"] is True


def test_a_file_is_read_as_a_file_and_holds_no_commands() -> None:
    reading = reader().read(turn_of("undo", source="notes.txt"), session_of())
    assert reading.wish.value == "none"
    text = "The chatbot stores all chats."
    reading = reader().read(turn_of(text, source="notes.txt"), session_of())
    kept = [edit.value.provenance for edit in reading.edits if isinstance(edit, SetFact)]
    assert Provenance.FILE in kept
    assert Provenance.STATED not in kept


def test_the_same_text_is_always_read_the_same() -> None:
    text = "Our bot reads mail, searches a wiki in Pinecone and may later pay refunds; nobody approves them."
    assert read(text) == read(text)


def test_reading_grows_with_the_number_of_sentences_and_no_faster() -> None:
    sentence = "Customers ask our assistant, which searches a vector store and writes tickets in Jira. "
    assert growth(lambda count: read(sentence * count), 8) < 2.5


HOSTILE = (
    "agent ", "not ", "the agent, ", "no, or ", "may ", "(", "\u201c", "model's ", "a.", "\n- ", "T-1 ",
    "customers and ", "agent reads mail and ", "vector store ", "Slack, S3, Pinecone and ",
    "never without ", "- a: no\n",
)  # fmt: skip


@pytest.mark.parametrize("pattern", HOSTILE)
def test_hostile_text_is_read_and_takes_no_more_calls_than_its_length_allows(pattern: str) -> None:
    readings: list[Reading] = []
    assert growth(lambda size: readings.append(read((pattern * size)[:size])), 1_200) < 2.5
    assert not apply(ThreatModel(), readings[-1].edits, catalog()).refused


def test_a_text_of_a_hundred_thousand_characters_is_read() -> None:
    text = ("customers and " * 8_000)[:100_000]
    assert not apply(ThreatModel(), read(text).edits, catalog()).refused


def vocabulary() -> list[str]:
    """Words that the catalog's cues know, with the small words and marks that hold a text together."""
    cues = [cue for fact in catalog().facts.values() for cue in fact.cues]
    cues += [cue for kind in catalog().kinds.values() for cue in kind.cues]
    known = sorted({word for cue in cues for word, _, _ in words_of(cue)})
    return [
        *known,
        *[
            "the",
            "a",
            "our",
            "and",
            "or",
            "not",
            "no",
            "never",
            "we",
            "it",
            "they",
            "may",
            "which",
            "that",
            "is",
            "are",
            "of",
            "in",
            ",",
            ".",
            ";",
            ":",
            "(",
            ")",
            "?",
            "\n",
            "-",
        ],
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(vocabulary()), max_size=60).map(" ".join), st.sampled_from(["", "exposure", "technology"])
)
def test_whatever_is_written_is_read_into_edits_that_apply(text: str, question: str) -> None:
    base = told("Our chatbot reads mail. Customers use it.")
    turn = turn_of(text, 2, question=question or None)
    reading = reader().read(turn, session_of(base))
    outcome = apply(base, reading.edits, catalog())
    assert not outcome.refused
    quotes = [quote for kept in outcome.model.facts for quote in kept.quotes if quote.turn == 2]
    quotes += [quote for part in outcome.model.components for quote in part.quotes if quote.turn == 2]
    assert all(quote.text in text for quote in quotes)
    assert all(sentence in text for sentence in reading.unread)
