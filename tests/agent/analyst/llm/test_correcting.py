"""A model may correct what the rules misread: at once from typed words, by an offer where it takes too much away."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from agent.analyst.llm.guardrails.safeguard import CORRECTED, HEARD
from agent.domain import Mint, Offer, Origin, Provenance, Reading, Session, ThreatModel, apply
from agent.domain.changes.edits import PutFlow, SetFact
from agent.domain.sessions.offer_replies import acceptance
from agent.domain.sessions.session import Reply, Said
from agent.domain.system import DataFlow
from agent.llm.turn_log import open_turn_log
from agent.prompts import version
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over, quiet, rules_over, session_of, turn_of
from tests.agent.builders import a_model, pattern, said, small_catalog, with_patterns
from tests.stub_endpoint.asked import Asked

CATALOG = small_catalog()
RULES = rules_over(CATALOG)
TEXT = (
    "We run a language_model, a retriever and a data_store for our readers. Our agent is a person who answers calls. "
    "The data_store keeps the register of books. Staff read the archive box every day."
)
Wrong = Callable[["Lines"], list[dict[str, Any]]]


@dataclass
class Lines:
    """The claims as a model sees them."""

    text: str

    def number(self, start: str) -> int:
        found = re.search(rf"^(\d+)\. {re.escape(start)}", self.text, re.MULTILINE)
        assert found, self.text
        return int(found[1])


@dataclass
class Read:
    """What came of one reading."""

    reading: Reading
    before: ThreatModel
    asked: Asked
    dropped: dict[str, int] = field(default_factory=dict)

    @property
    def model(self) -> ThreatModel:
        outcome = apply(self.before, self.reading.edits, CATALOG)
        assert not outcome.refused
        return outcome.model

    def accepted(self, offer: Offer) -> ThreatModel:
        outcome = apply(self.model, offer.edits, CATALOG)
        assert not outcome.refused
        return outcome.model

    @property
    def back(self) -> list[Offer]:
        return [one for one in self.reading.offers if one.back]

    @property
    def held(self) -> list[Offer]:
        return [one for one in self.reading.offers if not one.back]

    def parts(self) -> set[str]:
        return {part.name for part in self.model.components}


def read(wrong: Wrong = lambda lines: [], text: str = TEXT, session: Session | None = None, source: str = "",
         catalog: Any = CATALOG, **lists: Any) -> Read:  # fmt: skip
    """One turn read by the rules and a model that finds these claims wrong."""
    asks: list[Asked] = []

    def play(asked: Asked) -> Any:
        if asked.task != "read":
            return quiet(asked)
        asks.append(asked)
        return {"facts": [], "parts": [], "people": [], "flows": [], "wrong": wrong(Lines(asked.data["claims"])),
                **lists}  # fmt: skip

    rules = RULES if catalog is CATALOG else rules_over(catalog)
    analyst = analyst_over(catalog, Player(play), rules=rules)
    session = session or session_of()
    turn = turn_of(text, len(session.turns) + 1, source=source)
    with analyst.turn(session.id):
        reading = analyst.read(turn, session)
        log = open_turn_log()
        assert log is not None
    return Read(reading, session.model, asks[-1], dict(log.dropped))


def wrong(claim: int, how: str, to: str = "", quote: str = "Our agent is a person who answers calls",
          why: str = "it is a person") -> dict[str, Any]:  # fmt: skip
    return {"claim": claim, "how": how, "to": to, "quote": quote, "why": why}


def no_agent(lines: Lines) -> list[dict[str, Any]]:
    return [wrong(lines.number("part agent"), "absent")]


def test_one_call_sees_the_whole_text_and_every_claim_with_its_words() -> None:
    seen = read(text=TEXT + " It is so." * 1200).asked
    assert seen.data["text"].endswith("It is so.")
    claims = seen.data["claims"]
    assert "part agent (agent): “" in claims
    assert re.search(r"fact uses_model = yes \(follows\)", claims)
    numbers = [int(one) for one in re.findall(r"^(\d+)\.", claims, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert seen.standing == read(text="We run an agent in the yard.").asked.standing


def test_a_part_that_nobody_has_goes_with_what_followed_from_it() -> None:
    bare, told = read(), read(no_agent)
    assert "agent" in bare.parts()
    assert bare.model.value_of("acts_alone") is True
    assert "agent" not in told.parts()
    assert told.model.value_of("acts_alone") is None
    (note,) = (note for note in told.reading.notes if note.startswith(CORRECTED))
    assert "the part “agent” (agent) → not there" in note
    assert "from the words “Our agent is a person who answers calls” (it is a person)" in note


def test_the_reply_lists_what_was_corrected_and_offers_to_put_it_back() -> None:
    def play(asked: Asked) -> Any:
        told = quiet(asked)
        return {**told, "wrong": no_agent(Lines(asked.data["claims"]))} if asked.task == "read" else told

    talk = Talk(analyst_over(CATALOG, Player(play), rules=RULES), CATALOG)
    reply = talk.say(TEXT)
    assert f"{CORRECTED}: the part “agent” (agent) → not there" in reply.text
    assert [offer.line for offer in reply.offers if offer.back] == ["Put back: the part “agent” (agent)."]
    assert "agent-only" not in {threat.pattern for threat in talk.model.threats}


def test_what_was_corrected_can_be_put_back_as_the_owners_own() -> None:
    told = read(no_agent)
    (offer,) = told.back
    assert offer.line == "Put back: the part “agent” (agent)."
    model = told.accepted(offer)
    (part,) = (part for part in model.components if part.name == "agent")
    assert part.origin is Origin.USER
    ended = [flow for flow in model.flows if part.id in (flow.source, flow.target)]
    assert len(ended) == len([one for one in read().model.flows if _ends_at(read().model, one, "agent")])
    later = session_of(model, [turn_of(TEXT)])
    again = read(text="The agent answers calls at night too.", session=later).asked.data["claims"]
    assert "- part agent (agent)" in again


def _ends_at(model: ThreatModel, flow: DataFlow, name: str) -> bool:
    return name in (model.name_of(flow.source), model.name_of(flow.target))


def test_accept_all_does_not_put_back_what_was_just_corrected() -> None:
    told = read(no_agent)
    turn = turn_of(TEXT).model_copy(update={"reply": Reply(text="x", offers=told.reading.offers)})
    session = session_of(told.model, [turn])
    taken = acceptance(Said(text="accept all", key="k" * 9), session)
    assert taken is not None
    assert taken.offers == ()
    assert "Nothing was put back" in taken.note
    one = acceptance(Said(text="accept 1", key="k" * 9), session)
    assert one is not None
    assert one.offers == told.reading.offers[:1]


def test_kind_name_and_value_are_corrected_with_the_reason_on_the_value() -> None:
    def all_three(lines: Lines) -> list[dict[str, Any]]:
        store = lines.number("part data_store")
        return [
            wrong(store, "kind", "content_source", "The data_store keeps the register of books", "it is read"),
            wrong(store, "name", "register of books", "", "so it is called"),
            wrong(lines.number("fact crosses_borders"), "value", "no", "none of it crosses the borders"),
        ]

    session = session_of(a_model(facts={"crosses_borders": True}))
    told = read(all_three, text=f"{TEXT} As far as we know none of it crosses the borders.", session=session)
    part = next(part for part in told.model.components if part.name == "register of books")
    assert (part.kind.value, part.origin) == ("content_source", Origin.MODEL)
    kept = told.model.fact("crosses_borders")
    assert kept is not None
    assert (kept.value, kept.provenance) == (False, Provenance.STATED)
    assert kept.because.startswith(f"{CORRECTED} player")
    assert version("read") in kept.because
    kind, name, _ = told.back
    (old_kind,) = (one for one in told.accepted(kind).components if one.id == part.id)
    assert (old_kind.name, old_kind.kind.value) == ("register of books", "data_store")
    (old_name,) = (one for one in told.accepted(name).components if one.id == part.id)
    assert (old_name.name, old_name.kind.value) == ("data_store", "content_source")


def test_two_names_of_one_part_become_one() -> None:
    text = "We run an agent called Otto. The agent Otto sends mails by a tool. We have a data_store and a retriever."
    model = a_model(parts=[("Otto", "agent"), ("the mailer", "agent"), ("shelf", "data_store"), ("old", "service")])
    flow = DataFlow(id=Mint(model).take("F"), source="C-2", target="C-3")
    model = apply(model, [PutFlow(flow=flow)], CATALOG).model

    def same(lines: Lines) -> list[dict[str, Any]]:
        return [wrong(lines.number("part the mailer"), "same", str(lines.number("part Otto")), "", "one thing")]

    told = read(same, text=text, session=session_of(model))
    assert "the mailer" not in told.parts()
    assert [(flow.source, flow.target) for flow in told.model.flows if flow.id == "F-1"] == [("C-1", "C-3")]
    restored = told.accepted(told.back[0])
    assert "the mailer" in {part.name for part in restored.components}
    other = next(part.id for part in restored.components if part.name == "the mailer")
    assert [flow.source for flow in restored.flows if flow.id == "F-1"] == [other]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (lambda lines: wrong(lines.number("part agent"), "absent", quote="the agent is made of wood"), "not said"),
        (lambda lines: wrong(lines.number("part agent"), "absent", quote=""), "not said"),
        (lambda lines: wrong(999, "absent"), "nothing that can be corrected"),
        (lambda lines: wrong(lines.number("part agent"), "kind", "castle"), "no such kind"),
        (lambda lines: wrong(lines.number("part agent"), "name", "call handler"), "not said"),
        (lambda lines: wrong(lines.number("part agent"), "name", "is a person"), "not the name"),
        (lambda lines: wrong(lines.number("part agent"), "value", "no"), "nothing that can be corrected"),
        (lambda lines: wrong(lines.number("part agent"), "same", "999"), "nothing that can be corrected"),
        (lambda lines: wrong(lines.number("fact uses_model"), "absent"), "follows from something else"),
        (lambda lines: wrong(lines.number("fact uses_model"), "value", "no"), "follows from something else"),
        (lambda lines: wrong(lines.number("fact uses_model"), "value", "maybe"), "no such fact or value"),
    ],
)
def test_a_correction_without_ground_is_left_out_and_counted(
    entry: Callable[[Lines], dict[str, Any]], reason: str
) -> None:
    told = read(lambda lines: [entry(lines)])
    assert told.reading.edits == read().reading.edits
    assert not told.reading.offers
    assert [why for why in told.dropped if reason in why]


def test_what_the_owner_answered_ticked_or_put_there_by_hand_has_no_number() -> None:
    model = a_model(parts=[("desk", "agent"), ("shelf", "data_store")])
    owned = model.components[0].model_copy(update={"origin": Origin.USER})
    ticked = [said("uses_model", True, provenance=Provenance.TABLE), said("exposure", "public")]
    ticked += [said("crosses_borders", True, provenance=Provenance.ANSWERED)]
    model = model.model_copy(update={"components": (owned, model.components[1])})
    model = apply(model, [SetFact(value=one) for one in ticked], CATALOG).model
    claims = read(text="Nothing new is to be told of it today.", session=session_of(model)).asked.data["claims"]
    for line in ("part desk (agent)", "fact uses_model = yes (ticked)", "fact crosses_borders = yes (answered)"):
        assert f"- {line}" in claims
    assert re.search(r"^\d+\. fact exposure = public \(stated\)", claims, re.MULTILINE)


def test_no_model_puts_a_control_in_place_but_it_may_deny_one() -> None:
    model = a_model(facts={"control_screening": False, "control_approval": True, "uses_model": True})
    text = "The input goes in as it is, and nobody gives an approval. Screening is what we do in our dreams."

    def both(lines: Lines) -> list[dict[str, Any]]:
        return [
            wrong(lines.number("fact control_screening"), "value", "yes", "Screening is what we do in our dreams"),
            wrong(lines.number("fact control_approval"), "absent", "", "nobody gives an approval"),
        ]

    for source in ("", "notes.md"):
        told = read(both, text=text, session=session_of(model), source=source)
        assert told.model.value_of("control_screening") is False
        assert told.model.value_of("control_approval") is None
        assert [why for why in told.dropped if "only you can say" in why]


def test_from_a_document_nothing_is_taken_away_but_offered() -> None:
    told = read(no_agent, source="notes.md")
    assert "agent" in told.parts()
    (offer,) = told.held
    assert offer.line.startswith("Correct what was read: the part “agent” (agent) → not there")
    assert "player, prompt read-" in offer.made_by
    assert "agent" not in {part.name for part in told.accepted(offer).components}
    assert not [note for note in told.reading.notes if note.startswith(CORRECTED)]


def test_words_that_only_a_document_holds_take_nothing_away_later_either() -> None:
    first = turn_of("The handbook: our agent is a person of flesh and blood.", source="handbook.md")
    model = read(text=TEXT).model
    session = session_of(model, [first, turn_of(TEXT, 2)])
    by_document = "our agent is a person of flesh and blood"
    for quote, gone in ((by_document, False), ("Our agent is a person who answers calls", True)):

        def by(lines: Lines, quote: str = quote) -> list[dict[str, Any]]:
            return [wrong(lines.number("part agent"), "absent", quote=quote)]

        told = read(by, text="There is more to say about this another time.", session=session)
        assert ("agent" not in told.parts()) is gone
        assert len(told.held) == (not gone)


def test_a_correction_that_would_lower_a_band_is_offered_and_the_others_are_made() -> None:
    text = f"{TEXT} Its exposure is public, and its sensitivity is special."
    model = apply(ThreatModel(), [SetFact(value=said("exposure", "public"))], CATALOG).model

    def both(lines: Lines) -> list[dict[str, Any]]:
        calm = wrong(lines.number("fact exposure"), "value", "own_device", "Staff read the archive box every day")
        return [calm, *no_agent(lines)]

    told = read(both, text=text, session=session_of(model))
    assert told.model.value_of("exposure") == "public"
    assert "agent" not in told.parts()
    (offer,) = told.held
    assert "own_device" in offer.line
    taken = told.accepted(offer).fact("exposure")
    assert taken is not None
    assert (taken.value, taken.provenance) == ("own_device", Provenance.TABLE)


def test_a_turn_takes_no_more_than_a_third_away_and_offers_the_rest() -> None:
    parts = [(f"desk {word}", "service") for word in ("one", "two", "three", "four", "five", "six")]
    model = a_model(parts=parts)
    text = "None of the desks is there any more, says the pasted note."

    def all_gone(lines: Lines) -> list[dict[str, Any]]:
        return [wrong(lines.number(f"part {name}"), "absent", quote=text.rstrip(".")) for name, _ in parts]

    told = read(all_gone, text=text, session=session_of(model))
    stay = [part for part in told.model.components if part.name.startswith("desk")]
    known = len(read(text=text, session=session_of(model)).model.components)
    assert len(parts) - len(stay) == max(1, known // 3) > 0
    assert len(told.held) == len(stay)


def test_a_better_reading_takes_the_place_of_one_that_was_only_inferred() -> None:
    for soft in (Provenance.INFERRED, Provenance.IMPLIED):
        model = a_model(parts=[("shelf", "data_store")])
        model = apply(model, [SetFact(value=said("crosses_borders", False, provenance=soft))], CATALOG).model
        text = "The data of it crosses borders on Fridays."
        fact = {"fact": "crosses_borders", "value": "yes", "quote": "data of it crosses borders on Fridays"}
        told = read(text=text, session=session_of(model), facts=[fact])
        kept = told.model.fact("crosses_borders")
        assert kept is not None
        assert (kept.value, kept.provenance) == (True, Provenance.STATED)
        assert kept.quotes[0].text in text


def test_one_that_no_program_sees_borne_out_rules_nothing_out() -> None:
    model = a_model(parts=[("shelf", "data_store")])
    model = apply(model, [SetFact(value=said("crosses_borders", True, provenance=Provenance.INFERRED))], CATALOG).model
    fact = {"fact": "crosses_borders", "value": "no", "quote": "the lamp in the hall is green"}
    told = read(text="As you know, the lamp in the hall is green.", session=session_of(model), facts=[fact])
    assert told.model.value_of("crosses_borders") is True
    assert any("crosses borders" in line for line in told.reading.unsure)


def test_what_was_likely_becomes_stated_by_plain_words() -> None:
    model = a_model()
    model = apply(model, [SetFact(value=said("crosses_borders", True, provenance=Provenance.INFERRED))], CATALOG).model
    fact = {"fact": "crosses_borders", "value": "yes", "quote": "the mail crosses borders each night"}
    told = read(text="By the way, the mail crosses borders each night.", session=session_of(model), facts=[fact])
    kept = told.model.fact("crosses_borders")
    assert kept is not None
    assert kept.provenance is Provenance.STATED


def test_of_several_choices_what_a_model_adds_joins_what_was_read() -> None:
    model = a_model(facts={"audience": ("customers",)})
    fact = {"fact": "audience", "value": "staff", "quote": "our staff look at it at noon"}
    told = read(text="You see, our staff look at it at noon.", session=session_of(model), facts=[fact])
    assert told.model.value_of("audience") == ("staff", "customers")


def test_the_owners_later_word_goes_before_a_correction() -> None:
    model = a_model()
    value = said("outside_content", False).model_copy(update={"because": f"{CORRECTED} player, prompt read-4"})
    model = apply(model, [SetFact(value=value)], CATALOG).model
    later = apply(model, [SetFact(value=said("outside_content", True, provenance=Provenance.TABLE))], CATALOG).model
    assert later.value_of("outside_content") is True
    claims = read(text="Nothing new is to be told of it today.", session=session_of(model)).asked.data["claims"]
    assert "fact outside_content = no (likely)" in claims


def test_people_that_the_text_names_are_taken_and_not_trusted() -> None:
    people = [{"name": "night porters", "quote": "the night porters drop notes into it"},
              {"name": "auditors", "quote": "the night porters drop notes into it"}]  # fmt: skip
    told = read(text=f"{TEXT} At dusk the night porters drop notes into it.", people=people)
    (found,) = (one for one in told.model.actors if one.name == "night porters")
    assert not found.trusted
    assert not [one for one in told.model.actors if one.name == "auditors"]


def test_a_technology_that_the_words_deny_rules_out_what_is_open_but_drops_nothing_by_vague_words() -> None:
    catalog = with_patterns(CATALOG, [*CATALOG.patterns.values(), pattern("fetched", {"fact": "uses_index"})])
    text = "We run a language_model for our readers. It answers from what it learned."
    fact = {"fact": "uses_index", "value": "no", "quote": "It answers from what it learned"}
    told = read(text=text, facts=[fact], catalog=catalog)
    kept = told.model.fact("uses_index")
    assert kept is not None
    assert (kept.value, kept.provenance, kept.because.startswith(HEARD)) == (False, Provenance.INFERRED, True)
    from_file = read(text=text, facts=[fact], catalog=catalog, source="notes.md")
    assert from_file.model.fact("uses_index") is None
