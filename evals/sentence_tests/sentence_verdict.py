"""Judge what came of one plain sentence: taken or asked back, what came in that nobody said, what was lost by it."""

from pydantic import Field

from agent.domain import Reply
from evals.sentence_tests.asked_back import AskedBack
from evals.sentence_tests.model_contents import DRAWN, SOFT, atoms, differences, firm, in_any, names, shown
from evals.sentence_tests.sentence import Atom, Sentence
from evals.sentence_tests.sentence_expectations import Wanted
from evals.sentence_tests.sentence_runner import Spoken
from knowledge import Catalog
from knowledge.vocabulary import Value


class Verdict(Value):
    """What came of one sentence."""

    wants: bool = Field(default=False, description="There was something to take.")
    missing: tuple[str, ...] = Field(default=(), description="What was not taken.")
    asked: bool = Field(default=False, description="All that was not taken was asked back, and may be.")
    false_additions: tuple[str, ...] = Field(default=(), description="What came in that nobody said.")
    false_controls: tuple[str, ...] = Field(default=(), description="Those of them that claim a control in place.")
    false_losses: tuple[str, ...] = Field(default=(), description="What went that nobody took back.")
    guesses: tuple[str, ...] = Field(default=(), description="What nobody said and is put up for confirmation.")
    changed: tuple[str, ...] | None = Field(default=None, description="What changed where nothing may; else none.")
    problem: str = Field(default="", description="Why it could not be said as its author wants.")
    question_lost: bool | None = Field(default=None, description="The waiting question was closed; none: none waited.")

    @property
    def taken(self) -> bool:
        """Whether all that had to be taken was."""
        return self.wants and not self.missing

    @property
    def passes(self) -> bool:
        """Whether nothing at all is wrong with it."""
        came_in = self.false_additions or self.false_controls or self.false_losses
        return (self.asked or not self.missing) and not (came_in or self.changed or self.question_lost or self.problem)


def judge(spoken: Spoken, catalog: Catalog) -> Verdict:
    """The verdict on a sentence that was said."""
    sentence, before, after = spoken.sentence, spoken.before, spoken.after
    wanted, wanted_before = Wanted(sentence, after.model), Wanted(sentence, before.model)
    missing = tuple(wanted.missing())
    reply = after.turns[-1].reply or Reply(text="")
    additions = (*_new_values(spoken, soft=False), *_new_names(spoken))
    return Verdict(
        wants=sentence.wants or wanted_before.forbids,
        missing=missing,
        asked=bool(missing) and _may_ask(sentence, reply) and AskedBack(reply, after, catalog).all(sentence, wanted),
        false_additions=additions,
        false_controls=tuple(one for one in additions if _is_control(one, catalog)),
        false_losses=(*_lost_values(spoken), *_lost_names(spoken)),
        guesses=_new_values(spoken, soft=True),
        changed=differences(before.model, after.model) if sentence.unchanged else None,
        question_lost=_question_lost(spoken),
        problem=spoken.problem,
    )


def _may_ask(sentence: Sentence, reply: Reply) -> bool:
    """Whether asking is right: its author says so, or what was read lowers the risk and is proposed with its words."""
    return sentence.or_ask or any(offer.words and not offer.newer for offer in reply.offers)


def _new_values(spoken: Spoken, soft: bool) -> tuple[str, ...]:
    """The values that came in and are neither wanted nor allowed; what only follows from others counts if forbidden."""
    sentence, before, found = spoken.sentence, spoken.before.model, list[str]()
    for kept in spoken.after.model.facts:
        if (kept.provenance in SOFT) is not soft:
            continue
        known = {atom for one in before.facts if one.fact == kept.fact for atom in firm(one)}
        for atom in set(atoms(kept.value)) - known:
            forbidden = atom in sentence.must_not.get(kept.fact, ())
            drawn = kept.provenance in DRAWN
            if forbidden or not (drawn or _is_allowed(sentence, kept.fact, atom)):
                found.append(f"{kept.fact}={shown((atom,))}")
    return tuple(sorted(set(found)))


def _is_allowed(sentence: Sentence, fact: str, atom: Atom) -> bool:
    may = sentence.may.get(fact)
    return atom in sentence.must.get(fact, ()) or (may is not None and (not may or atom in may))


def _lost_values(spoken: Spoken) -> tuple[str, ...]:
    """The firm values of facts that are gone although nothing that was said is about them."""
    sentence, after = spoken.sentence, spoken.after.model
    about = {*sentence.must, *sentence.may}
    lost = [
        f"{kept.fact}={shown((atom,))}"
        for kept in spoken.before.model.facts
        if kept.provenance not in SOFT | DRAWN
        for atom in firm(kept)
        if atom not in {other for one in after.facts if one.fact == kept.fact for other in atoms(one.value)}
        if kept.fact not in about and atom not in sentence.must_not.get(kept.fact, ())
    ]
    return tuple(sorted(set(lost)))


def _new_names(spoken: Spoken) -> tuple[str, ...]:
    """The parts and people that came in and are neither wanted nor allowed; what nobody named follows from facts."""
    known, parts, model = set(names(spoken.before.model)), spoken.sentence.parts, spoken.after.model
    known |= {part.name for part in model.components if part.inferred}
    allowed = (*parts.has, *parts.may, *parts.same)
    return tuple(f"part {name!r}" for name in names(model) if name not in known and not in_any(name, allowed))


def _lost_names(spoken: Spoken) -> tuple[str, ...]:
    """The parts and people that went although nobody took them out, renamed or merged them."""
    left, parts = set(names(spoken.after.model)), spoken.sentence.parts
    gone = (*parts.has_not, *parts.may, *parts.same)
    return tuple(f"part {one!r}" for one in names(spoken.before.model) if one not in left and not in_any(one, gone))


def _question_lost(spoken: Spoken) -> bool | None:
    """Whether the waiting question was closed without an answer; what lays it aside may do so."""
    asked, sentence = spoken.before.question, spoken.sentence
    if asked is None:
        return None
    old, new = ({one.fact for one in session.model.waivers} for session in (spoken.before, spoken.after))
    closed = bool(new - old) and not sentence.closes
    now = spoken.after.question
    return closed or (sentence.stays and (now is None or now.id != asked.id or now.facts != asked.facts))


def _is_control(addition: str, catalog: Catalog) -> bool:
    fact, _, value = addition.partition("=")
    return value == "yes" and fact in catalog.facts and catalog.facts[fact].control
