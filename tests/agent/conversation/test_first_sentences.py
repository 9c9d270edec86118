"""Sentences that a newcomer said and that were once misread, each in the conversation in which it was said."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.assembly import assemble_once
from agent.domain import Said, Session
from agent.domain.changes.edits import SetFact
from agent.facilitator import Facilitator
from agent.settings import Settings

WIKI = "Employees ask an internal assistant questions. It searches our wiki with Pinecone and answers with GPT-4o."
TRIAGE = (
    "Doctors and patients use a triage assistant in our hospital. A fine-tuned Llama model suggests an urgency level."
)
MAIL = "Our mail agent reads e-mails of suppliers and their attachments. It keeps conversations for a year."


@pytest.fixture(scope="module")
def facilitator(tmp_path_factory: pytest.TempPathFactory, indexed: Callable[[Path], Path]) -> Iterator[Facilitator]:
    opened = assemble_once(Settings(data_dir=indexed(tmp_path_factory.mktemp("sentences"))))
    yield opened
    opened.close()


def said(facilitator: Facilitator, *texts: str) -> Session:
    """A conversation in which every text is sent as the page sends it, beside the question that waits."""
    session = facilitator.start()
    for text in texts:
        question = session.question.id if session.question is not None and session.turns else None
        session = facilitator.hear(session.id, Said(text=text, question=question, key=uuid.uuid4().hex))
    return session


def names(session: Session) -> set[str]:
    parts = {part.name for part in session.model.components}
    return parts | {actor.name for actor in session.model.actors}


def offered(session: Session) -> set[str]:
    """The facts that the last reply offers to set."""
    reply = session.turns[-1].reply
    assert reply is not None
    return {edit.value.fact for offer in reply.offers for edit in offer.edits if isinstance(edit, SetFact)}


def text(session: Session) -> str:
    reply = session.turns[-1].reply
    assert reply is not None
    return reply.text


def test_that_nothing_is_kept_is_no_yes_to_keeping(facilitator: Facilitator) -> None:
    session = said(facilitator, WIKI, "We log nothing and keep no conversations.")
    assert session.model.value_of("stores_conversations") is not True
    assert "stores_conversations" in offered(session) or session.model.value_of("stores_conversations") is False
    session = said(facilitator, WIKI, "We do not keep conversations.")
    assert "stores_conversations" in offered(session)


def test_a_safety_correction_takes_nobody_out(facilitator: Facilitator) -> None:
    before = said(facilitator, TRIAGE)
    session = said(facilitator, TRIAGE, "Actually the nurses always confirm the level before it is used.")
    assert names(before) <= names(session)
    assert len(session.model.threats) >= len(before.model.threats)
    assert "control_human_review" in offered(session)


def test_an_open_page_is_no_none_of_these(facilitator: Facilitator) -> None:
    session = said(facilitator, MAIL, "Nobody can log in; the page is open to anyone on the internet.")
    assert session.model.value_of("safety_critical") is None
    assert not session.model.waivers


def test_a_product_that_is_not_used_is_taken_out_and_denies_nothing_else(facilitator: Facilitator) -> None:
    session = said(facilitator, WIKI, "we do not use Pinecone")
    assert "Pinecone" not in names(session)
    assert session.model.value_of("uses_retrieval") is not False
    session = said(facilitator, MAIL, "we do not use Pinecone")
    assert "not in the model" in text(session)
    assert not session.model.waivers


@pytest.mark.parametrize(
    ("say", "has", "gone"),
    [
        ("rename Pinecone to vector index", "vector index", "Pinecone"),
        ("remove Pinecone", "", "Pinecone"),
        ("delete the wiki", "", "wiki"),
        ("call the internal assistant Molly", "Molly", "internal assistant"),
        ("we use Qdrant instead of Pinecone", "Qdrant", "Pinecone"),
        ("add a component: attachment virus scanner", "attachment virus scanner", ""),
    ],
)
def test_corrections_of_names_are_done(facilitator: Facilitator, say: str, has: str, gone: str) -> None:
    before, session = said(facilitator, WIKI), said(facilitator, WIKI, say)
    assert gone not in names(session)
    assert names(session) - names(before) == ({has} if has else set())
    assert session.model.value_of("control_input_screening") is None


def test_several_names_of_one_thing_become_one(facilitator: Facilitator) -> None:
    session = said(
        facilitator, f"{WIKI} An LLM runs on Azure OpenAI.", "GPT-4o, Azure OpenAI and the LLM are the same thing"
    )
    assert len(names(session) & {"GPT-4o", "Azure OpenAI", "LLM"}) == 1


def test_calling_the_model_names_the_system_and_adds_no_part(facilitator: Facilitator) -> None:
    session = said(facilitator, WIKI, "Call this model Service desk copilot")
    assert session.model.system.name == "Service desk copilot"
    assert not any("copilot" in name.lower() for name in names(session))


@pytest.mark.parametrize("choice", ["the second one holds", "take the newer"])
def test_of_two_sayings_the_newer_is_taken_in_words(facilitator: Facilitator, choice: str) -> None:
    session = said(facilitator, MAIL, "Conversations are not kept.", choice)
    assert session.model.value_of("stores_conversations") is False
    session = said(facilitator, MAIL, "Conversations are not kept.", "the first")
    assert session.model.value_of("stores_conversations") is True


def test_questions_about_the_model_are_answered_and_close_nothing(facilitator: Facilitator) -> None:
    session = said(facilitator, MAIL, "what should I do first?")
    assert "M-" in text(session)
    session = said(facilitator, MAIL, "Which threats concern attachments?")
    assert "attachments" in text(session)
    assert session.model.waivers == ()


def test_one_model_through_its_host_is_one_part(facilitator: Facilitator) -> None:
    session = said(facilitator, "Our assistant answers questions of staff. It uses GPT-4o via Azure OpenAI.")
    assert len([name for name in names(session) if "gpt" in name.lower() or "azure" in name.lower()]) == 1


def test_no_internet_says_nothing_of_what_tools_reach(facilitator: Facilitator) -> None:
    session = said(facilitator, MAIL, "It has no access to the internet.")
    assert session.model.value_of("tools_read_private") is not False
    assert "tools_read_private" not in offered(session)


def test_comparing_groups_once_a_year_is_read(facilitator: Facilitator) -> None:
    session = said(facilitator, MAIL, "We compare acceptance rates between groups once a year.")
    assert session.model.value_of("control_bias_testing") is True or "control_bias_testing" in offered(session)


def test_who_sends_is_read(facilitator: Facilitator) -> None:
    session = said(facilitator, "Our mail agent drafts replies to customers. It uses Claude.", "A person sends them.")
    reply = session.turns[-1].reply
    assert reply is not None
    assert not reply.unread
