"""The text of a reply: what was understood, what changed by it, and what comes next."""

from collections import Counter
from collections.abc import Iterator

from agent.analyst.base import Heard
from agent.analyst.rules.turn_diff import Changes, fact_words
from agent.domain import Band, Certainty, Provenance, Threat, ThreatModel, ThreatStatus, Wish
from agent.domain.changes.edits import RetireThreat
from agent.domain.wording.names_in_sentences import capital, clipped, counted, joined, listed, plain, small
from knowledge import Catalog

MOST_FACTS = 4
MOST_THREATS = 3
MOST_TOLD = 160
_SET_ASIDE = (ThreatStatus.RETIRED, ThreatStatus.DISMISSED)


class Replies:
    """Words the replies to what people say; explanations have a room of their own."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def text(self, heard: Heard, changes: Changes, closing: str = "", explained: bool = False) -> str:
        """The reply in Markdown, a paragraph for each thing there is to say; closing ends the interview.

        Where an explanation stands before it, it may be empty.
        """
        if heard.reading.wish in (Wish.UNDO, Wish.REDO):
            return _stepped(heard, changes)
        parts = [
            *self._understood(heard, changes),
            *self._consequences(heard, changes),
            *_limits(heard),
            *(plain(note) for note in heard.reading.notes),
            _invitation(heard),
            closing,
        ]
        return "\n\n".join(part for part in parts if part) or ("" if explained else _quietly(changes, heard))

    def _understood(self, heard: Heard, changes: Changes) -> Iterator[str]:
        """What was taken from the words, most telling first."""
        after = heard.outcome.model
        said = []
        if changes.parts:
            names = listed(plain(changes.names[part.id]) for part in changes.parts)
            said.append(f"{counted(len(changes.parts), 'part')} of the system: {names}")
        if changes.facts:
            said.append(self._facts(changes, after))
        if said:
            yield f"Noted: {'. '.join(capital(one) if place else one for place, one in enumerate(said))}."
        if changes.parts_altered:
            yield f"{'. '.join(plain(one) for one in changes.parts_altered[:MOST_FACTS])}."
        if changes.parts_gone:
            yield f"Taken out: {listed(plain(changes.names[part.id]) for part in changes.parts_gone)}."
        if changes.waived:
            labels = listed(small(self._catalog.facts[f].label) for f in changes.waived if f in self._catalog.facts)
            yield f"Left open, and not asked again: {labels}. The usual assumption is used where there is one."

    def _facts(self, changes: Changes, after: ThreatModel) -> str:
        """The owner's own points in words; what was only concluded from them is counted."""
        likely = [kept for kept in changes.facts if kept.provenance is Provenance.INFERRED]
        said = [kept for kept in changes.facts if kept.provenance not in (Provenance.IMPLIED, Provenance.INFERRED)]
        own = said or [kept for kept in changes.facts if kept not in likely] or list(changes.facts)
        own = sorted(own, key=lambda kept: kept.value is False)
        shown = [plain(fact_words(kept, after, self._catalog)) for kept in own[:MOST_FACTS]]
        guessed = len([kept for kept in likely if kept not in own])
        more, concluded = len(own) - len(shown), len(changes.facts) - len(own) - guessed
        if more:
            shown.append(f"and {counted(more, 'more point', 'more points')}")
        if concluded:
            shown.append(f"{counted(concluded, 'point follows', 'points follow')} from that")
        if guessed:
            shown.append(f"{counted(guessed, 'point is', 'points are')} taken as likely until you say")
        return "; ".join(shown)

    def _consequences(self, heard: Heard, changes: Changes) -> Iterator[str]:
        after = heard.outcome.model
        if after.threats and (changes.first_draft or heard.reading.wish is Wish.DRAFT):
            yield draft_summary(after)
        elif changes.threats or changes.threats_gone:
            yield from _appeared(changes)
            yield from _gone(changes, heard)
        if not changes.first_draft:
            yield from _moved(changes)
            yield _unmoved(changes, after)
        back = [new.id for old, new in changes.threats_moved if old.status in _SET_ASIDE and new.note]
        if back:
            yield f"Open again, because a fact behind the decision changed: {listed(back)}."


def _moved(changes: Changes) -> Iterator[str]:
    """The threats whose score moved: by the bands they left and came to, then those within their band."""
    rated = [(old, new) for old, new in changes.threats_moved if old.rating.total != new.rating.total]
    told: list[str] = []
    bands: dict[tuple[Band, Band], list[str]] = {}
    for old, new in rated:
        bands.setdefault((old.rating.band, new.rating.band), []).append(new.id)
    for (before, after), ids in bands.items():
        if before is not after:
            way = "fell" if list(Band).index(after) > list(Band).index(before) else "rose"
            told.append(f"{counted(len(ids), 'threat')} {way} from {before.value} to {after.value}: {listed(ids)}")
    within = [(new.id, new.rating.total > old.rating.total) for old, new in rated if old.rating.band is new.rating.band]
    for way, rises in (("lower", False), ("higher", True)):
        ids = [one for one, rose in within if rose is rises]
        if ids:
            verb = "is" if len(ids) == 1 else "are"
            told.append(f"{counted(len(ids), 'threat')} {verb} rated {way} within the same band: {listed(ids)}")
    if told:
        yield f"{'. '.join(capital(one) for one in told)}."


def _unmoved(changes: Changes, after: ThreatModel) -> str:
    """Said where the system changed and no threat did, so that every change has its consequence told."""
    of_system = changes.parts or changes.parts_altered or changes.parts_gone or changes.facts or changes.facts_gone
    moved = changes.threats or changes.threats_gone or changes.threats_moved
    return "No threat comes, goes or is rated otherwise by that." if of_system and after.threats and not moved else ""


def _quietly(changes: Changes, heard: Heard) -> str:
    """The reply where no paragraph has anything to tell; the lines of what changed stand below it."""
    if changes.mended:
        told = [clipped(line.rstrip("."), MOST_TOLD) for line in changes.mended[:MOST_THREATS]]
        line = "; ".join(plain(line) for line in told)
        return f"Noted: {line}{'' if line.endswith('.”') else '.'}"
    if not changes.anything and heard.reading.offers:
        return "Is it meant so? Nothing is changed until you choose below."
    return "Done." if changes.anything else "Nothing in the model changed by that."


def closing_words(model: ThreatModel, limit_reached: bool) -> str:
    """Why no further question is asked, once the last one is answered."""
    if model.interview_closed:
        return "No further questions are asked, as you wished. You can go on adding facts at any time."
    if limit_reached:
        return (
            "That was the last question for now. What is still open stands under the open points; "
            "you can fill it in there."
        )
    return (
        "No open question would change the top of the list or a risk band by much, so none is asked. "
        "What is still open stands under the open points."
    )


def draft_summary(model: ThreatModel) -> str:
    """The draft in a few lines: how many threats of which band, the first three, what is assumed."""
    threats = [threat for threat in model.threats if threat.status not in _SET_ASIDE]
    bands = Counter(threat.rating.band for threat in threats)
    shares = joined([f"{bands[band]} {band.value}" for band in Band if bands[band]])
    lines = [f"The draft holds {counted(len(threats), 'threat')}: {shares}. At the top of the list:"]
    lines += [f"{place}. {_named(threat)}" for place, threat in enumerate(threats[:MOST_THREATS], start=1)]
    assumed = sum(1 for threat in threats if threat.certainty is Certainty.ASSUMED)
    if assumed:
        verb = "rests" if assumed == 1 else "rest"
        lines += ["", f"{capital(counted(assumed, 'threat'))} {verb} on assumptions that you can confirm or correct."]
    return "\n".join(lines)


def _named(threat: Threat) -> str:
    rating = threat.rating
    return f"**{threat.id}** {plain(threat.title)} ({rating.band.value}, {rating.total})"


def _appeared(changes: Changes) -> Iterator[str]:
    if changes.threats:
        count = len(changes.threats)
        names = listed(_named(threat) for threat in changes.threats)
        yield f"{capital(counted(count, 'threat'))} appeared: {names}."


def _gone(changes: Changes, heard: Heard) -> Iterator[str]:
    if not changes.threats_gone:
        return
    reasons = {edit.threat: edit.because for edit in heard.outcome.applied if isinstance(edit, RetireThreat)}
    whys = dict.fromkeys(small(reasons[one.id].rstrip(".")) for one in changes.threats_gone if one.id in reasons)
    count = len(changes.threats_gone)
    verb = "is" if count == 1 else "are"
    names = listed(f"{threat.id} {plain(threat.title)}" for threat in changes.threats_gone)
    why = f" {capital(plain(next(iter(whys))))}." if len(whys) == 1 else ""
    yield f"{capital(counted(count, 'threat'))} {verb} no longer in the draft: {names}.{why}"


def _limits(heard: Heard) -> Iterator[str]:
    """What was not understood, not certain, or not done."""
    unread, unsure = heard.reading.unread, heard.reading.unsure
    if unread:
        was = "was" if len(unread) == 1 else "were"
        yield (
            f"{capital(counted(len(unread), 'sentence'))} {was} not understood, and nothing was taken from "
            f"{'it' if len(unread) == 1 else 'them'}."
        )
    if unsure:
        points = listed(plain(one) for one in unsure)
        yield f"Not taken as certain until you confirm: {points}."
    if heard.outcome.refused:
        reasons = list(dict.fromkeys(plain(refusal.reason.rstrip(".")) for refusal in heard.outcome.refused))
        yield f"{capital(counted(len(heard.outcome.refused), 'change'))} not made: {'; '.join(reasons[:3])}."


def _stepped(heard: Heard, changes: Changes) -> str:
    """What a step back or forward did; where only the description moved, the words in question, as nothing shows."""
    wish, after = heard.reading.wish, heard.outcome.model
    if heard.before == after:
        return f"There is nothing to {wish.value}."
    told = "The last change was taken back" if wish is Wish.UNDO else "The change was taken again"
    longer, shorter = sorted((heard.before.system.description, after.system.description), key=len, reverse=True)
    if changes.anything or not longer.startswith(shorter) or longer == shorter:
        return f"{told}."
    words = clipped(" ".join(longer[len(shorter) :].split()), MOST_TOLD)
    again = f" Say *{wish.value}* once more for the change before it." if wish is Wish.UNDO else ""
    return f"{told}: only words in the description, “{plain(words)}”.{again}"


def _invitation(heard: Heard) -> str:
    """What is asked for while nothing of the system is known; where a draft was wished, why there is none."""
    model = heard.outcome.model
    if model.components or model.facts:
        return ""
    if model.interview_closed and not heard.before.interview_closed:
        name = f": “{plain(model.system.name)}” says what it is called, not how it works" if model.system.name else ""
        return (
            f"There is nothing to draft from yet{name}. Tick what it does in the question below, or say "
            "in a sentence who uses it, what it reads, which model runs it, and what it may do by itself."
        )
    return (
        "Tell me what the system does, who uses it, which models and data it works with, and what it may do by itself. "
        "A few sentences are enough to begin."
    )
