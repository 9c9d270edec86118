"""Each mend is a batch of edits that the model takes, and the same words then mean what their owner said."""

from agent.domain import Provenance
from agent.domain.changes.edits import PutFlow, SetAside
from agent.reading.readback.read_back_result import Firm, Mend, Standing, What
from knowledge.vocabulary import ComponentKind
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
from tests.agent.reading.readings import catalog, read

SHOP = (
    "Customers ask our shop assistant about their orders in a chat. The shop bot runs on a hosted GPT-4o and looks "
    "up passages in a Pinecone index of our help articles. It can issue refunds up to 50 EUR without approval. "
    "It reads support tickets from Zendesk. It glitters in the sun."
)


def test_a_renamed_part_stays_under_the_words_that_named_it() -> None:
    session = told(SHOP)
    index = part_id(session, "Pinecone")
    done = desk().mender.rename(session.model, index, "  Article   index ")
    session = after(session, done.edits)
    assert done.line == "“Pinecone” is called “Article index” now"
    assert session.model.name_of(index) == "Article index"
    assert span_on(sentence_with(back(session), "Pinecone"), "Pinecone").means.label == "Article index"


def test_the_old_name_of_a_renamed_part_makes_no_second_part() -> None:
    session = told(SHOP)
    renamed = after(session, desk().mender.rename(session.model, part_id(session, "Pinecone"), "Article index").edits)
    again = after(renamed, read("The assistant also writes to Pinecone every night.", renamed.model, 2).edits)
    assert len(again.model.components) == len(renamed.model.components)


def test_a_name_that_is_empty_or_the_same_changes_nothing() -> None:
    session = told(SHOP)
    for name in ("", "   ", "Pinecone"):
        assert desk().mender.rename(session.model, part_id(session, "Pinecone"), name).edits == ()


def test_two_names_of_one_part_become_one_and_both_words_mean_it() -> None:
    session = told(
        "Customers use the portal of our web shop every day. The storefront service calls GPT-4o for product texts."
    )
    portal, store = part_id(session, "portal"), part_id(session, "storefront")
    session = after(session, desk().mender.same_as(session.model, store, portal).edits)
    assert session.model.component(store) is None
    found = back(session)
    assert span_on(sentence_with(found, "storefront"), "storefront").means.id == portal
    assert span_on(sentence_with(found, "portal"), "portal").means.id == portal
    assert all(store not in (flow.source, flow.target) for flow in session.model.flows)


def test_a_part_and_people_are_never_the_same() -> None:
    session = told(SHOP)
    done = desk().mender.same_as(session.model, part_id(session, "Pinecone"), person_id(session, "customers"))
    assert done.edits == ()


def test_what_is_not_a_part_goes_and_its_words_are_plain() -> None:
    session = told(SHOP)
    zendesk = part_id(session, "Zendesk")
    sentence = sentence_with(back(session), "Zendesk")
    session = after(session, desk().mender.take_out(session.model, zendesk, sentence).edits)
    assert session.model.component(zendesk) is None
    assert all(one.id != zendesk for one in sentence_with(back(session), "Zendesk").everything())


def test_a_part_of_another_kind_keeps_its_name() -> None:
    session = told(SHOP)
    index = part_id(session, "Pinecone")
    session = after(session, desk().mender.kind(session.model, index, ComponentKind.DATA_STORE).edits)
    part = session.model.component(index)
    assert part is not None
    assert (part.kind, part.name) == (ComponentKind.DATA_STORE, "Pinecone")


def test_the_opposite_of_a_fact_counts_and_the_words_say_so() -> None:
    session = told(SHOP)
    sentence = sentence_with(back(session), "refunds")
    means = meaning_of(sentence, What.FACT, "moves_value")
    session = after(session, desk().mender.opposite(means, sentence).edits)
    kept = session.model.fact("moves_value")
    assert kept is not None
    assert (kept.value, kept.provenance) == (False, Provenance.TABLE)
    assert meaning_of(sentence_with(back(session), "refunds"), What.FACT, "moves_value").firm is Firm.OTHERWISE


def test_a_fact_that_the_words_do_not_say_is_forgotten_and_can_be_taken_again() -> None:
    session = told(SHOP)
    session = after(session, desk().mender.forget(session.model, "moves_value").edits)
    assert session.model.fact("moves_value") is None
    sentence = sentence_with(back(session), "refunds")
    means = meaning_of(sentence, What.FACT, "moves_value")
    assert (means.firm, means.mends[0]) == (Firm.OPEN, Mend.CONFIRM)
    session = after(session, desk().mender.confirm(session.model, means, sentence).edits)
    assert session.model.value_of("moves_value") is True


def test_a_claim_of_a_document_counts_once_it_is_confirmed() -> None:
    session = told((f"{SHOP} Every answer is checked by an employee before it is sent.", "a.md"))
    sentence = sentence_with(back(session), "checked by an employee")
    means = next(one for one in sentence.everything() if one.firm is Firm.CLAIMED)
    session = after(session, desk().mender.confirm(session.model, means, sentence).edits)
    assert session.model.value_of(means.id) == means.value
    assert meaning_of(sentence_with(back(session), "checked by"), What.FACT, means.id).firm is Firm.SAID


def test_people_move_to_the_other_side_with_what_they_send() -> None:
    session = told(SHOP)
    customers = person_id(session, "customers")
    assert any(flow.untrusted for flow in session.model.flows if flow.source == customers)
    session = after(session, desk().mender.inside(session.model, customers).edits)
    assert not any(flow.untrusted for flow in session.model.flows if flow.source == customers)
    session = after(session, desk().mender.outside(session.model, customers).edits)
    assert all(flow.untrusted for flow in session.model.flows if flow.source == customers)


def test_a_flow_goes_the_other_way() -> None:
    session = told(SHOP)
    flow = session.model.flows[0]
    done = desk().mender.reverse(session.model, flow.id)
    turned = next(edit.flow for edit in done.edits if isinstance(edit, PutFlow))
    assert (turned.source, turned.target) == (flow.target, flow.source)
    after(session, done.edits)


def test_who_writes_a_source_decides_whether_it_can_be_trusted() -> None:
    session = told("Our assistant summarises notes from the internal wiki for the sales staff every morning.")
    wiki = part_id(session, "internal wiki")
    sentence = sentence_with(back(session), "wiki")
    supplier = desk().supplier
    assert "Outsiders" in supplier.writers(session.model).values()
    outside = after(session, supplier.writer(session.model, wiki, "outsiders", sentence).edits)
    written = [flow for flow in outside.model.flows if flow.target == wiki]
    assert [(outside.model.name_of(flow.source), flow.untrusted) for flow in written] == [("outsiders", True)]
    assert all(flow.untrusted for flow in outside.model.flows if flow.source == wiki)
    assert outside.model.value_of("reads_outside_content") is True
    staff = after(session, supplier.writer(session.model, wiki, "staff", sentence).edits)
    assert [flow.untrusted for flow in staff.model.flows if flow.target == wiki] == [False]


def test_a_flow_from_people_comes_from_others() -> None:
    session = told(SHOP)
    customers = person_id(session, "customers")
    flow = next(one for one in session.model.flows if one.source == customers)
    sentence = back(session).sentences[0]
    session = after(session, desk().supplier.writer(session.model, flow.id, "staff", sentence).edits)
    fresh = next(one for one in session.model.flows if one.id == flow.id)
    assert (session.model.name_of(fresh.source), fresh.untrusted) == ("staff", False)


def test_words_that_were_not_understood_become_a_part_with_flows() -> None:
    session = told(SHOP)
    sentence = sentence_with(back(session), "glitters")
    done = desk().supplier.part(session.model, "Glitter", ComponentKind.DATA_STORE, sentence)
    session = after(session, done.edits)
    part = session.model.component(part_id(session, "Glitter"))
    assert part is not None
    assert part.boundary is not None
    assert any(part.id in (flow.source, flow.target) for flow in session.model.flows)
    assert sentence_with(back(session), "glitters").standing is Standing.READ


def test_words_that_were_not_understood_become_people() -> None:
    session = told(SHOP)
    sentence = sentence_with(back(session), "glitters")
    session = after(session, desk().supplier.people(session.model, "Night shift", True, sentence).edits)
    assert sentence_with(back(session), "glitters").beside[0].label == "Night shift"


def test_words_that_mean_nothing_stay_set_aside_until_they_mean_something() -> None:
    session = told(SHOP)
    sentence = sentence_with(back(session), "glitters")
    session = after(session, desk().mender.nothing(sentence).edits)
    assert sentence_with(back(session), "glitters").standing is Standing.NOTHING
    again = desk().mender.nothing(sentence, aside=False)
    assert isinstance(again.edits[0], SetAside)
    assert sentence_with(back(after(session, again.edits)), "glitters").standing is Standing.UNREAD


def test_the_likely_facts_of_a_sentence_are_not_known_yet_and_fit_the_catalog() -> None:
    session = told(f"{SHOP} Folks may put in whatever papers they have at hand.")
    sentence = sentence_with(back(session), "papers")
    known = {kept.fact for kept in session.model.facts}
    likely = desk().supplier.likely(session.model, sentence)
    assert all(fact not in known and catalog().facts[fact].accepts(value) for fact, value in likely)


def test_other_names_do_not_make_a_draft_stale() -> None:
    session = told(SHOP)
    part = session.model.components[0]
    named = part.model_copy(update={"called": ("the thing",)})
    other = session.model.model_copy(update={"components": (named, *session.model.components[1:])})
    assert other.digest() == session.model.digest()
