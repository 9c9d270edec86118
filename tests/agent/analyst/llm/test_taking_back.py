"""What a model takes back of the rules' claims, under which names it speaks of a part, and which risks it may add."""

from typing import Any

import pytest

from agent.analyst.llm.guardrails.polarity import settles_no
from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Provenance, ThreatModel, apply
from agent.domain.changes.edits import SetFact
from agent.llm.turn_log import open_turn_log
from knowledge import Catalog
from tests.agent.analyst.llm.playing import Player, analyst_over, quiet, session_of, turn_of
from tests.agent.analyst.llm.test_correcting import CATALOG, TEXT, Lines, read, wrong
from tests.agent.builders import a_model, said
from tests.agent.reading.readings import catalog


def known(fact: str, value: Any, provenance: Provenance) -> ThreatModel:
    return apply(a_model(), [SetFact(value=said(fact, value, provenance=provenance))], CATALOG).model


@pytest.mark.parametrize("provenance", [Provenance.STATED, Provenance.INFERRED])
@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("none of it crosses the borders", False),
        ("the borders are for the porter alone", False),
        ("the lamp in the hall is green", None),
        ("it may well cross the borders next year", None),
    ],
)
def test_a_no_is_taken_where_the_words_settle_it_and_takes_the_yes_back_where_they_do_not(
    quote: str, value: bool | None, provenance: Provenance
) -> None:
    def denied(lines: Lines) -> list[dict[str, Any]]:
        return [wrong(lines.number("fact crosses_borders"), "value", "no", quote)]

    session = session_of(known("crosses_borders", True, provenance))
    told = read(denied, text=f"We say it as it is: {quote}.", session=session)
    kept = told.model.fact("crosses_borders")
    assert (kept.value if kept else None) is value
    assert kept is None or kept.provenance is Provenance.STATED
    assert not told.dropped
    assert [offer.line for offer in told.back]
    assert told.accepted(told.back[0]).value_of("crosses_borders") is True


@pytest.mark.parametrize(
    ("fact", "quote", "settled"),
    [
        ("own_infrastructure", "the whole thing runs on the vendor's cloud", True),
        ("own_infrastructure", "the provider hosts and patches all servers for us", True),
        ("multi_tenant", "it serves only our own hospital", True),
        ("tools_send_outside", "mails go only to our own staff", True),
        ("index_open", "nobody but the documentation team edits the wiki", True),
        ("model_on_devices", "it runs in our data centre only", True),
        ("learns_from_use", "the weights are frozen", True),
        ("accepts_files", "only doctors upload files", False),
        ("accepts_files", "they type their question into one field", False),
        ("stores_conversations", "chats are kept and we never delete them", False),
        ("relies_on_answers", "nurses do not double-check what it suggests", False),
    ],
)
def test_a_no_is_settled_by_a_denial_or_by_the_opposite(fact: str, quote: str, settled: bool) -> None:
    assert settles_no(catalog().facts[fact], quote) is settled


@pytest.mark.parametrize("source", ["", "notes.md"])
@pytest.mark.parametrize(("how", "to"), [("value", "no"), ("absent", "")])
def test_that_controls_are_in_place_is_always_taken_back(how: str, to: str, source: str) -> None:
    controls = ("control_screening", "control_approval")

    def denied(lines: Lines) -> list[dict[str, Any]]:
        return [wrong(lines.number(f"fact {name}"), how, to, "nobody said these words") for name in controls]

    model = a_model(facts=dict.fromkeys(controls, True))
    told = read(denied, text="This is all there is to say today.", session=session_of(model), source=source)
    assert [told.model.value_of(name) for name in controls] == [None, None]
    assert len(told.back) == len(controls)


def test_what_was_only_likely_needs_no_words_to_go_and_what_was_stated_does() -> None:
    def gone(lines: Lines) -> list[dict[str, Any]]:
        return [wrong(lines.number("fact crosses_borders"), "absent", "", "")]

    for provenance, taken in ((Provenance.INFERRED, True), (Provenance.ASSUMED, True), (Provenance.STATED, False)):
        session = session_of(known("crosses_borders", True, provenance))
        told = read(gone, text="This is all there is to say today.", session=session)
        assert (told.model.fact("crosses_borders") is None) is taken
        assert bool([why for why in told.dropped if "not said" in why]) is not taken


def test_from_a_document_what_was_likely_stays_until_the_owner_says_yes() -> None:
    def gone(lines: Lines) -> list[dict[str, Any]]:
        return [wrong(lines.number("fact crosses_borders"), "absent", "", "")]

    session = session_of(known("crosses_borders", True, Provenance.INFERRED))
    told = read(gone, text="This is all there is to say today.", session=session, source="notes.md")
    assert told.model.value_of("crosses_borders") is True
    assert told.accepted(told.held[0]).fact("crosses_borders") is None


def flow(source: str, target: str) -> dict[str, Any]:
    quote = "The data_store keeps the register of books"
    return {"source": source, "target": target, "what": "books", "untrusted": False, "quote": quote}


@pytest.mark.parametrize("source", ["", "notes.md"])
@pytest.mark.parametrize("name", ["data_store", "register of books"])
def test_a_renamed_part_is_found_by_its_old_and_by_its_new_name(name: str, source: str) -> None:
    def renamed(lines: Lines) -> list[dict[str, Any]]:
        return [wrong(lines.number("part data_store"), "name", "register of books", "")]

    part = {"name": name, "kind": "service", "quote": "The data_store keeps the register of books"}
    told = read(renamed, flows=[flow(name, "retriever")], parts=[part], source=source)
    (store,) = (one for one in told.model.components if one.name in ("data_store", "register of books"))
    assert store.name == ("data_store" if source else "register of books")  # from a document it is only offered
    retriever = next(one.id for one in told.model.components if one.name == "retriever")
    assert (store.id, retriever) in {(one.source, one.target) for one in told.model.flows}


def test_a_part_that_became_one_with_another_is_found_by_both_names() -> None:
    text = "We run an agent called Otto. Otto fills the shelf every night and is all we have."
    model = a_model(parts=[("Otto", "agent"), ("the mailer", "agent"), ("shelf", "data_store")])

    def same(lines: Lines) -> list[dict[str, Any]]:
        return [wrong(lines.number("part the mailer"), "same", "Otto", "", "one thing")]

    filled = {**flow("the mailer", "shelf"), "quote": "Otto fills the shelf every night"}
    told = read(same, text=text, session=session_of(model), flows=[filled])
    assert "the mailer" not in told.parts()
    assert ("C-1", "C-3") in {(one.source, one.target) for one in told.model.flows}


def test_a_part_may_be_the_same_as_one_that_the_answer_adds() -> None:
    def same(lines: Lines) -> list[dict[str, Any]]:
        return [wrong(lines.number("part data_store"), "same", "archive box", "", "one thing")]

    added = {"name": "archive box", "kind": "data_store", "quote": "Staff read the archive box every day"}
    told = read(same, parts=[added])
    assert "data_store" not in told.parts()
    assert [part.name for part in told.model.components].count("archive box") == 1


def test_names_with_marks_in_them_are_names_of_parts() -> None:
    text = f"{TEXT} It writes to `leads-prod`, to the table crm_notes, to orders.db; its key is in VECTOR_DB_KEY."
    names = ("`leads-prod`", "crm_notes", "orders.db", "VECTOR_DB_KEY", "other_notes")
    quote = "to the table crm_notes, to orders.db; its key is in VECTOR_DB_KEY"

    def renamed(lines: Lines) -> list[dict[str, Any]]:
        return [wrong(lines.number("part data_store"), "name", "crm_notes", "")]

    told = read(text=text, parts=[{"name": name, "kind": "service", "quote": quote} for name in names])
    assert {"leads-prod", "crm_notes", "orders.db", "VECTOR_DB_KEY"} <= told.parts()
    assert "other_notes" not in told.parts()
    assert "crm_notes" in read(renamed, text=text).parts()


RISKS = [
    ("acts_unapproved", "nobody signs off the orders it places with our suppliers"),
    ("tools_read_private", "it queries the payroll database without any filter"),
    ("tools_send_outside", "results are posted to a Slack channel that is not ours"),
    ("tools_send_outside", "there is no restriction on the addresses it writes to"),
    ("accepts_files", "any type of attachment goes, we do not check the format"),
    ("multi_tenant", "forty municipalities work on the same installation, there is no separate database for each"),
    ("tools_write", "it opens a purchase order and no one has to type it again"),
    ("irreversible_actions", "once the payment has left, there is no way to get it back"),
    ("outbound_network", "nothing stops the container from calling any host"),
    ("relies_on_answers", "nurses do not double-check what it suggests"),
    ("shell_access", "it may run any command on the build host"),
]
DENIED = [
    ("accepts_files", "users cannot upload files"),
    ("stores_conversations", "no chats are kept"),
    ("tools_send_outside", "it never sends mails"),
    ("long_term_memory", "it does not remember anything from one day to the next"),
    ("acts_unapproved", "a clerk approves every refund"),
    ("third_party_processing", "no outside company processes the data"),
]
REAL = "Our assistant answers questions of tenants. It uses a language model and looks up our wiki. It has tools."


def added(fact: str, quote: str, real: Catalog, rules: RulesAnalyst) -> tuple[ThreatModel, dict[str, int]]:
    told = {"facts": [{"fact": fact, "value": "yes", "quote": quote}], "parts": [], "flows": []}
    analyst = analyst_over(real, Player(lambda asked: told if asked.task == "read" else quiet(asked)), rules=rules)
    session = session_of()
    with analyst.turn(session.id):
        reading = analyst.read(turn_of(f"{REAL} As it is today, {quote}."), session)
        log = open_turn_log()
        assert log is not None
    return apply(session.model, reading.edits, real).model, dict(log.dropped)


def test_a_risk_that_the_words_do_not_plainly_deny_stands_at_least_as_likely() -> None:
    rules = RulesAnalyst(catalog())
    for fact, quote in RISKS:
        assert added(fact, quote, catalog(), rules)[0].value_of(fact) is True, quote


def test_a_risk_that_the_words_plainly_deny_is_left_out() -> None:
    rules = RulesAnalyst(catalog())
    for fact, quote in DENIED:
        model, dropped = added(fact, quote, catalog(), rules)
        assert model.value_of(fact) is not True, quote
        assert dropped, quote
