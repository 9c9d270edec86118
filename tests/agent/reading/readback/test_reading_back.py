"""The owner's text comes back whole, with what was understood at the right words."""

import pytest

from agent.domain.changes.edits import SetFact
from agent.domain.facts import FactValue, Provenance
from agent.reading.readback.as_text import lines_of, summary
from agent.reading.readback.read_back_result import Firm, Mend, Standing, What
from tests.agent.reading.readback.sessions import (
    after,
    back,
    desk,
    meaning_of,
    part_id,
    person_id,
    sentence_with,
    span_on,
    told,
)

SHOP = (
    "Customers ask our shop assistant about their orders in a chat. The assistant runs on a hosted GPT-4o and looks "
    "up passages in a Pinecone index of our help articles. It can issue refunds up to 50 EUR without approval. "
    "It glitters in the sun."
)


def test_each_sort_stands_on_its_own_words() -> None:
    session = told(SHOP)
    found = back(session)
    first = sentence_with(found, "Customers ask")
    assert span_on(first, "Customers").means.what is What.PERSON
    assert span_on(first, "Customers").means.id == person_id(session, "customers")
    assert span_on(first, "shop assistant").means.what is What.PART
    index = span_on(sentence_with(found, "Pinecone"), "Pinecone").means
    assert (index.what, index.id) == (What.PART, part_id(session, "Pinecone"))
    assert meaning_of(sentence_with(found, "refunds"), What.FACT, "tools_write").value is True


def test_a_flow_stands_on_the_words_between_its_ends() -> None:
    session = told(
        "Nurses use the kiosk on the ward for triage of all patients. The kiosk sends readings to the triage model."
    )
    found = back(session)
    flow = next(one for one in session.model.flows if session.model.name_of(one.source) == "kiosk")
    assert meaning_of(sentence_with(found, "sends readings"), What.FLOW, flow.id).label.startswith("kiosk → ")


def test_a_sentence_of_which_nothing_was_taken_is_unread() -> None:
    found = back(told(SHOP))
    assert [one.text for one in found.of(Standing.UNREAD)] == ["It glitters in the sun."]


def test_a_bare_word_means_the_part_that_was_named_before() -> None:
    session = told(SHOP)
    later = sentence_with(back(session), "The assistant runs")
    assert span_on(later, "assistant").means.id == part_id(session, "shop assistant")


@pytest.mark.parametrize("typed", ["asistant", "assistent"])
def test_words_with_a_slip_are_underlined_as_they_were_typed(typed: str) -> None:
    session = told(f"Customrs ask our shop {typed} about thier orders in a chat on the website every day.")
    found = back(session)
    on = [sentence_with(found, "shop").text[one.start : one.end] for one in found.sentences[0].spans]
    assert any(typed in words for words in on), on


def test_lists_come_back_item_by_item() -> None:
    found = back(
        told("Our triage system has these parts:\n- nurses use the kiosk\n* a vector database\n1. GPT-4o\n2) patients")
    )
    assert [one.text for one in found.sentences][1:] == [
        "nurses use the kiosk",
        "a vector database",
        "GPT-4o",
        "patients",
    ]
    assert span_on(sentence_with(found, "nurses"), "kiosk").means.what is What.PART


def test_other_languages_stay_grey_with_the_reason() -> None:
    german = "Wir betreiben einen Chatbot, der auf unserer Webseite die Fragen der Kunden beantwortet."
    found = back(told(f"Customers ask our shop assistant about their orders in a chat every day.\n\n{german}"))
    assert [one.text for one in found.of(Standing.FOREIGN)] == [german]
    assert any("not in English" in line for line in lines_of(found))


def test_a_text_in_another_script_comes_back_whole() -> None:
    found = back(told("המערכת שלנו עונה לשאלות של לקוחות באתר ושומרת את השיחות במסד נתונים"))
    assert [one.standing for one in found.sentences] == [Standing.FOREIGN]


def test_names_in_any_script_keep_their_places() -> None:
    session = told(
        "Customers ask our shop assistant 🤖 about “Grüße” \U0001d535 orders in a chat. The assistant reads the wiki."
    )
    wiki = span_on(sentence_with(back(session), "wiki"), "wiki")
    text = session.turns[0].said.text
    assert text[wiki.start : wiki.end] == "wiki"


def test_a_masked_secret_moves_no_span() -> None:
    session = told(
        "Our shop assistant calls OpenAI with the key sk-abcdefghijklmnop1234567890 and reads tickets from Zendesk."
    )
    sentence = sentence_with(back(session), "Zendesk")
    assert "sk-abc" not in sentence.text
    assert "[API_KEY_1]" in sentence.text
    assert span_on(sentence, "Zendesk").means.id == part_id(session, "Zendesk")


def test_what_a_document_claims_waits_for_a_yes() -> None:
    session = told((f"{SHOP} Every answer is checked by an employee before it is sent.", "design.md"))
    sentence = sentence_with(back(session), "checked by an employee")
    claimed = [one for one in sentence.everything() if one.firm is Firm.CLAIMED]
    assert claimed
    assert all(Mend.CONFIRM in one.mends for one in claimed)
    assert sentence.source == "design.md"


def test_what_stands_under_a_heading_for_plans_is_kept_apart_with_the_reason() -> None:
    found = back(told((f"# Assistant\n\n{SHOP}\n\n## Roadmap\n\nWe will add a virus scanner.", "design.md")))
    apart = sentence_with(found, "virus scanner")
    assert apart.standing is Standing.APART
    assert "Roadmap" in apart.reason


def test_titles_and_code_are_no_sentences_to_ask_about() -> None:
    found = back(
        told(
            (
                f"# 1. Assistant\n\n{SHOP}\n\n```python\nrun(x)\n```\n\n| Part | Owner |\n|---|---|\n| Redis | Ops |",
                "a.md",
            )
        )
    )
    assert [one.text for one in found.of(Standing.TITLE)] == ["1. Assistant"]
    assert {one.text for one in found.of(Standing.NO_PROSE)} == {
        "`python\nrun(x)\n".strip("`") and "```python\nrun(x)\n```",
        "Part | Owner",
    }


def test_what_was_said_otherwise_later_says_so() -> None:
    session = told(SHOP)
    kept = FactValue(fact="tools_write", value=False, provenance=Provenance.TABLE)
    sentence = sentence_with(back(after(session, (SetFact(value=kept),))), "refunds")
    assert meaning_of(sentence, What.FACT, "tools_write").firm is Firm.OTHERWISE


def test_planned_controls_are_shown_and_do_not_count() -> None:
    session = told(f"{SHOP} We plan to log every prompt and answer next year.")
    sentence = sentence_with(back(session), "We plan")
    assert all(one.firm is Firm.LATER for one in sentence.everything() if one.what is What.FACT)


def test_every_text_comes_back_the_first_one_first() -> None:
    found = back(
        told(SHOP, "Support staff read the chats in Zendesk.", ("The assistant keeps all chats in PostgreSQL.", "b.md"))
    )
    assert [text[0].turn for text in found.texts()] == [1, 2, 3]
    assert found.texts()[2][0].source == "b.md"


def test_orders_to_the_app_are_no_words_about_the_system() -> None:
    assert {one.turn for one in back(told(SHOP, "help", "why T-001?")).sentences} == {1}


def test_a_model_without_turns_reads_its_description_back() -> None:
    session = told(SHOP)
    found = back(session.model_copy(update={"turns": ()}))
    assert {one.turn for one in found.sentences} == {0}
    assert span_on(sentence_with(found, "Pinecone"), "Pinecone").means.id == part_id(session, "Pinecone")


def test_nothing_told_reads_nothing_back() -> None:
    found = back(told())
    assert found.sentences == ()
    assert list(lines_of(found)) == ["Nothing was told yet, so there is nothing to read back."]


def test_the_summary_counts_what_became_of_the_sentences() -> None:
    assert summary(back(told(SHOP))) == "4 sentences: 3 understood, 1 not understood."


def test_the_terminal_shows_each_sentence_with_what_was_taken() -> None:
    lines = desk().lines(told(SHOP))
    place = next(place for place, line in enumerate(lines) if "Pinecone index" in line)
    assert "      part: Pinecone" in lines[place:]
    assert lines[-1].strip() == "not understood, nothing was taken from it"


def test_a_long_document_with_eighty_parts_comes_back_whole() -> None:
    parts = [f"The {name} service {number} sends orders to the billing database." for number in range(20)
             for name in ("amber", "cobalt", "crimson", "indigo")]  # fmt: skip
    text = "# Parts\n\n" + "\n".join(f"- {line}" for line in parts) + "\n\n" + SHOP * 2
    session = told((text, "parts.md"))
    found = back(session)
    assert len(text.split()) > 900
    assert len([one for one in found.sentences if "sends orders" in one.text]) == 80
