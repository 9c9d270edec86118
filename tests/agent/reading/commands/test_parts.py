"""Parts and people are taken out, renamed, replaced, merged and set aside in everyday wording."""

import pytest

from agent.domain import Wish
from agent.domain.changes.edits import Remove
from tests.agent.reading.commands.hearing import DESK, MAIL, TRIAGE, WIKI, names, offered, said


@pytest.mark.parametrize(
    ("before", "text", "gone"),
    [
        (WIKI, "Get rid of Pinecone.", "pinecone"),
        (WIKI, "Could you take out the wiki, please?", "wiki"),
        (WIKI, "We stopped using Pinecone last year.", "pinecone"),
        (WIKI, "There is no Pinecone in our system.", "pinecone"),
        (WIKI, "Pinecone does not exist here.", "pinecone"),
        (MAIL, "forget about postgresql", "postgresql"),
        (MAIL, "We don't use PostgreSQL any more.", "postgresql"),
        (MAIL, "PostgreSQL has been retired", "postgresql"),
        (TRIAGE, "We dropped the kiosk.", "kiosk"),
        (TRIAGE, "Ignore the kiosk, it is only a screen.", "kiosk"),
        (TRIAGE, "The patients are gone.", "patients"),
        (WIKI, "Please delete “Pinecone”.", "pinecone"),
        (TRIAGE, "remove the kiosk, thats only a screen", "kiosk"),
        (TRIAGE, "delete the kiosk, it's not ours", "kiosk"),
    ],
)
def test_what_is_said_to_be_gone_goes(before: str, text: str, gone: str) -> None:
    _, model, after = said(text, before)
    assert gone in names(model)
    assert gone not in names(after)
    assert names(after) <= names(model)


@pytest.mark.parametrize(
    "text",
    [
        "The nurses are outsiders.",
        "The nurses are not our staff.",
        "No, nurses aren't part of our team.",
        "The nurses do not work for us.",
        "The nurses are outsiders, they are not our staff.",
        "The ward nurses are outsiders.",
    ],
)
def test_people_who_are_said_to_be_no_staff_move_outside_and_no_others_come(text: str) -> None:
    reading, model, after = said(text, TRIAGE)
    nurses = next(one for one in model.actors if one.name == "nurses")
    moved = next(one for one in after.actors if one.id == nurses.id)
    outside = next(one.id for one in after.boundaries if one.name == "the outside world")
    assert (nurses.trusted, moved.trusted, moved.boundary) == (True, False, outside)
    assert all(flow.untrusted for flow in after.flows if flow.source == nurses.id)
    assert names(after) == names(model)
    assert "nurses stand outside now" in offered(reading)


@pytest.mark.parametrize("text", ["remove Kafka", "Delete the data lake.", "drop the moon", "Take RabbitMQ out."])
def test_what_is_not_there_is_said_not_to_be_there_and_makes_no_part(text: str) -> None:
    reading, model, after = said(text, WIKI)
    assert after == model
    assert "no part or person called" in offered(reading)


@pytest.mark.parametrize(
    ("text", "near"), [("remove Pinecoan", "pinecone"), ("drop PineCoe", "pinecone"), ("delete the wikki", "wiki")]
)
def test_a_name_written_nearly_right_is_asked_back_with_an_offer(text: str, near: str) -> None:
    reading, model, after = said(text, WIKI)
    assert near not in names(after) or (after == model and near in offered(reading))


@pytest.mark.parametrize(
    "text",
    ["We have not removed Pinecone.", "Don't delete the wiki.", "We did not drop Pinecone.", "Never remove the wiki."],
)
def test_what_is_not_taken_out_stays(text: str) -> None:
    _, model, after = said(text, WIKI)
    assert names(after) == names(model)


@pytest.mark.parametrize("text", ["The nurse is wrong: the kiosk prints a number.", "The nurse was wrong."])
def test_who_is_wrong_about_something_stays(text: str) -> None:
    reading, _, _ = said(text, TRIAGE)
    assert not any(isinstance(edit, Remove) for edit in reading.edits)


def test_what_is_wrong_in_the_model_goes_and_the_rest_is_read() -> None:
    _, _, after = said("Pinecone is wrong, we use Qdrant.", WIKI)
    assert "pinecone" not in names(after)
    assert "qdrant" in names(after)


def test_with_people_goes_what_only_they_stood_for() -> None:
    reading, _, after = said("Forget the patients, they don't use it.", TRIAGE)
    assert after.value_of("audience") == ("professionals",)
    assert any("undo" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("before", "text", "old", "new"),
    [
        (WIKI, "Rename the wiki to Handbook.", "wiki", "handbook"),
        (WIKI, "call Pinecone the passage index", "pinecone", "passage index"),
        (WIKI, "Pinecone is now called Needle.", "pinecone", "needle"),
        (WIKI, "Could you rename Pinecone as Needle?", "pinecone", "needle"),
        (WIKI, "The right name for the wiki is Atlas.", "wiki", "atlas"),
        (MAIL, "Please change the name of the mail agent to Hermes", "mail agent", "hermes"),
        (MAIL, "We call the mail agent Hermes", "mail agent", "hermes"),
        (MAIL, "Our mail agent was renamed to Hermes.", "mail agent", "hermes"),
        (MAIL, "The mail agent goes by the name Hermes.", "mail agent", "hermes"),
        (TRIAGE, "give the kiosk the name front desk screen", "kiosk", "front desk screen"),
        (TRIAGE, "The nurses should be called ward staff.", "nurses", "ward staff"),
    ],
)
def test_a_new_name_takes_the_place_of_the_old_one(before: str, text: str, old: str, new: str) -> None:
    _, model, after = said(text, before)
    assert old in names(model)
    assert names(after) == (names(model) - {old}) | {new}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Call the system Lighthouse.", "Lighthouse"),
        ("Our product is called Lighthouse", "Lighthouse"),
        ("The name of the project is Lighthouse.", "Lighthouse"),
        ("rename this threat model to Front desk bot", "Front desk bot"),
        ("We call the whole thing Lighthouse.", "Lighthouse"),
        ("Give our system the name Lighthouse, please.", "Lighthouse"),
    ],
)
def test_the_system_gets_its_name(text: str, name: str) -> None:
    _, model, after = said(text, DESK)
    assert after.system.name == name
    assert names(after) == names(model)


@pytest.mark.parametrize(
    ("before", "text", "old", "new"),
    [
        (WIKI, "We replaced Pinecone by Qdrant.", "pinecone", "qdrant"),
        (WIKI, "Swap Pinecone for Milvus, please.", "pinecone", "milvus"),
        (WIKI, "We switched from Pinecone to Weaviate.", "pinecone", "weaviate"),
        (WIKI, "It is Qdrant, not Pinecone.", "pinecone", "qdrant"),
        (WIKI, "Instead of Pinecone we use Qdrant.", "pinecone", "qdrant"),
        (WIKI, "Pinecone was superseded by pgvector last year.", "pinecone", "pgvector"),
        (MAIL, "no longer Claude but Gemini", "claude", "gemini"),
        (MAIL, "Actually we use MySQL rather than PostgreSQL.", "postgresql", "mysql"),
        (MAIL, "The orders have been moved from PostgreSQL to MongoDB.", "postgresql", "mongodb"),
        (MAIL, "Sorry, I meant MySQL, not PostgreSQL.", "postgresql", "mysql"),
        (TRIAGE, "Doctors, not nurses, use it.", "nurses", "doctors"),
        (WIKI, "Replace GPT-4o with Claude.", "gpt-4o", "claude"),
    ],
)
def test_what_replaces_a_part_stands_in_its_place(before: str, text: str, old: str, new: str) -> None:
    _, model, after = said(text, before)
    assert old in names(model)
    assert names(after) == (names(model) - {old}) | {new}


def test_the_flows_of_a_replaced_part_stay() -> None:
    _, model, after = said("We replaced GPT-4o by Claude.", WIKI)
    part = next(one for one in model.components if one.name == "GPT-4o")
    assert [flow for flow in model.flows if part.id in (flow.source, flow.target)]
    assert {(flow.source, flow.target) for flow in model.flows} <= {(flow.source, flow.target) for flow in after.flows}


@pytest.mark.parametrize(
    ("before", "text", "first", "second"),
    [
        (WIKI, "Pinecone and the wiki are one and the same thing.", "pinecone", "wiki"),
        (WIKI, "Pinecone is just another name for the wiki.", "pinecone", "wiki"),
        (WIKI, "merge Pinecone with the wiki", "pinecone", "wiki"),
        (WIKI, "Treat the wiki and Pinecone as one.", "pinecone", "wiki"),
        (WIKI, "The wiki is the same as Pinecone.", "pinecone", "wiki"),
        (WIKI, "By the wiki and Pinecone I mean the same.", "pinecone", "wiki"),
        (WIKI, "Pinecone, the wiki: two names for one thing.", "pinecone", "wiki"),
        (WIKI, "Combine the wiki and Pinecone", "pinecone", "wiki"),
        (MAIL, "PostgreSQL and the mail agent are identical.", "postgresql", "mail agent"),
        (TRIAGE, "The nurses and the patients are the same people.", "nurses", "patients"),
    ],
)
def test_two_names_of_one_thing_become_one(before: str, text: str, first: str, second: str) -> None:
    _, model, after = said(text, before)
    assert {first, second} <= names(model)
    assert len(names(after) & {first, second}) == 1
    assert len(names(after)) == len(names(model)) - 1


@pytest.mark.parametrize(
    "text", ["merge Kafka and Redis", "Pinecone and the wiki are not the same.", "The wiki isn't the same as Pinecone."]
)
def test_what_is_not_known_or_not_the_same_is_not_merged(text: str) -> None:
    _, model, after = said(text, WIKI)
    assert names(after) == names(model)


@pytest.mark.parametrize(
    "text",
    [
        "The mobile app is out of scope.",
        "Our data lake is not part of this.",
        "We don't cover the phone line here.",
        "Leave the intranet aside.",
        "Out of scope: the vendor's training data",
        "The payment gateway isn't in scope.",
        "The door locks are not our business.",
        "Please ignore the newsletter.",
        "The fax is beyond the scope of this review.",
        "The archive does not belong to the system.",
    ],
)
def test_what_is_out_of_scope_brings_nothing_in(text: str) -> None:
    _, model, after = said(text, DESK)
    assert after == model


@pytest.mark.parametrize(
    "text",
    [
        "PostgreSQL is out of scope.",
        "PostgreSQL is not part of the system.",
        "Leave PostgreSQL out of this.",
        "We don't look at PostgreSQL here.",
        "PostgreSQL is not a part.",
        "Take PostgreSQL out of scope.",
    ],
)
def test_a_known_part_that_is_out_of_scope_goes(text: str) -> None:
    _, model, after = said(text, MAIL)
    assert names(after) == names(model) - {"postgresql"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("PostgreSQL is a vector store, not a database.", "vector_store"),
        ("PostgreSQL is not a database but a memory.", "memory"),
        ("Treat PostgreSQL as a tool.", "tool"),
        ("PostgreSQL is really a memory.", "memory"),
        ("change the kind of PostgreSQL to memory", "memory"),
    ],
)
def test_a_kind_is_corrected(text: str, kind: str) -> None:
    _, model, after = said(text, MAIL)
    assert names(after) == names(model)
    assert next(one.kind for one in after.components if one.name == "PostgreSQL") == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("add component ticket mirror", "ticket mirror"),
        ("Add a part: fax bridge.", "fax bridge"),
        ("add Redis", "redis"),
        ("Add Kafka as a tool.", "kafka"),
        ("Put Redis in as well, please.", "redis"),
        ("add a person: the night shift lead", "night shift lead"),
        ("You forgot Redis.", "redis"),
        ("Redis is missing.", "redis"),
        ("add component Qdrant (vector store)", "qdrant"),
        ("Include Weaviate, please.", "weaviate"),
    ],
)
def test_a_part_that_is_added_has_the_name_without_the_verb(text: str, name: str) -> None:
    _, model, after = said(text, DESK)
    assert name in names(after)
    assert not any(one.split()[0] in ("add", "put", "include", "you") for one in names(after) - names(model))


def test_a_flow_goes_to_the_part_that_is_named_instead() -> None:
    _, model, after = said("No, the kiosk talks to the Llama model, not to the triage assistant.", TRIAGE)
    ids = {one.name: one.id for one in after.components}
    pairs = {(flow.source, flow.target) for flow in after.flows}
    llama = next(one for name, one in ids.items() if "Llama" in name)
    assert (ids["kiosk"], llama) in pairs
    assert (ids["kiosk"], ids["triage assistant"]) not in pairs
    assert names(after) == names(model)


@pytest.mark.parametrize(
    "text", ["What if we removed Pinecone?", "Should we replace Pinecone with Qdrant?", "Is the wiki out of scope?"]
)
def test_a_question_about_parts_changes_nothing(text: str) -> None:
    reading, model, after = said(text, WIKI)
    assert after == model
    assert reading.wish in (Wish.NONE, Wish.WHAT_IF)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("you forgot the neck collars, they are sensors too", "neck collars", "sensor"),
        ("Add the gearbox, it is a device.", "gearbox", "device"),
    ],
)
def test_a_part_has_the_kind_that_the_sentence_goes_on_to_say(text: str, name: str, kind: str) -> None:
    reading, _, after = said(text, DESK)
    assert reading.offers == ()
    assert {one.name: one.kind for one in after.components}[name] == kind


@pytest.mark.parametrize(
    ("before", "text", "name", "boundary", "origin"),
    [
        (WIKI, "we moved from GPT-4o to a self-hosted Llama", "self-hosted Llama", "your environment",
         ("open_weights",)),
        (MAIL, "We replaced Claude with a self-hosted Mistral.", "self-hosted Mistral", "your environment",
         ("open_weights",)),
        (WIKI, "we switched from Pinecone to our own Postgres", "Postgres", "your environment", ("hosted_api",)),
        ("A support bot for our staff runs on Llama 3 on our own GPUs.", "We moved from Llama 3 to GPT-4o.", "GPT-4o",
         "third parties", ("hosted_api",)),
    ],
)  # fmt: skip
def test_what_takes_anothers_place_lies_where_its_words_say_and_the_old_one_counts_no_more(
    before: str, text: str, name: str, boundary: str, origin: tuple[str, ...]
) -> None:
    _, _, after = said(text, before)
    part = next(one for one in after.components if one.name == name)
    assert after.name_of(part.boundary or "") == boundary
    assert after.value_of("model_origin") == origin


def test_a_second_model_that_stays_still_says_where_models_come_from() -> None:
    two = "A support bot for our staff asks GPT-4o, and a self-hosted Llama sorts the tickets."
    _, before, after = said("we replaced GPT-4o with Claude", two)
    for model in (before, after):
        origins = model.value_of("model_origin")
        assert isinstance(origins, tuple)
        assert set(origins) == {"hosted_api", "open_weights"}
