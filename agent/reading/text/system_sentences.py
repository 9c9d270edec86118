"""What a text tells of a system: its sentences without those that headings set aside or that are in other languages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent.domain.wording.names_in_sentences import counted, joined
from agent.reading.text.headings import stance_of_tail
from agent.reading.text.language import is_foreign
from agent.reading.text.listings import Entry
from agent.reading.text.markup import PLAIN_TITLE, Part, label_stance, marked
from agent.reading.text.sentences import Sentence, sentences_in
from agent.reading.text.stances import Stance


@dataclass(frozen=True)
class Told:
    """A text as it is read."""

    shown: str
    """The text with blanks where it is no prose; names are taken from here."""
    sentences: tuple[Sentence, ...]
    """What is said of the system as it is."""
    aside: tuple[Sentence, ...] = ()
    """What is advised, planned, feared, or told of something else."""
    foreign: tuple[str, ...] = ()
    """Paragraphs in another language."""
    titles: tuple[str, ...] = ()
    """The headings that stand above all of it, in the words of the text."""
    left_out: tuple[tuple[str, int], ...] = ()
    drawings: tuple[tuple[int, str], ...] = ()
    """Blocks that draw the system, with their places."""
    entries: tuple[Entry, ...] = ()
    """What lists and tables of parts and people name."""

    @property
    def is_foreign(self) -> bool:
        """Whether nothing but words of another language was found."""
        return bool(self.foreign) and not any(one.count > 2 for one in self.sentences)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the owner should know of what was not read."""
        return tuple(note for note in (self._of_languages(), self._of_sections(), self._of_blocks()) if note)

    def _of_languages(self) -> str:
        if self.is_foreign:
            return (
                "The text is not in English. The rules read English only and took nothing from it; send it in English."
            )
        if not self.foreign:
            return ""
        opening = self.foreign[0] if len(self.foreign[0]) <= _OPENING else f"{self.foreign[0][:_OPENING]}…"
        verb = "is" if len(self.foreign) == 1 else "are"
        return (
            f"{counted(len(self.foreign), 'passage')} {verb} not in English, and nothing was taken from there "
            f"(the first: “{opening}”)."
        )

    def _of_sections(self) -> str:
        """How many sentences stand under which headings, and why they do not count."""
        found = Counter((one.heading, one.stance) for one in self.aside)
        if not found:
            return ""
        lines = [f"{counted(count, 'sentence')} under “{heading[:60]}” ({_WHY[stance]})"
                 for (heading, stance), count in list(found.items())[:_MOST]]  # fmt: skip
        more = len(found) - len(lines)
        lines += [f"{counted(more, 'more section', 'more sections')}"] if more else []
        return f"Kept apart, as not said of the system as it is: {joined(lines)}."

    def _of_blocks(self) -> str:
        blocks = [counted(count, sort) for sort, count in self.left_out]
        return f"Not read as sentences: {joined(blocks)}." if blocks else ""


_MOST, _OPENING = 6, 60
_WHY = {
    Stance.ADVISED: "advice or still to do",
    Stance.PLANNED: "planned",
    Stance.REJECTED: "out of scope or decided against",
    Stance.PAST: "the past",
    Stance.ATTACK: "risks and attacks",
    Stance.OTHERS: "no description of the system",
}


def told_by(text: str) -> Told:
    """A text as it is read, each sentence with the stance of its passage."""
    found = marked(text)
    sentences: list[Sentence] = []
    foreign: list[str] = []
    shown = [letter if letter in "\n\r" else " " for letter in text]
    for part in found.parts:
        if is_foreign(part.shown):
            foreign.append(" ".join(part.shown.split()))
            continue
        shown[part.start : part.start + len(part.shown)] = part.shown
        sentences += _stanced(part, text)
    now = tuple(one for one in sentences if one.stance is Stance.NOW)
    aside = tuple(one for one in sentences if one.stance is not Stance.NOW and one.count and not one.title)
    above = [part for place, part in enumerate(found.parts) if part.title == 1 or (part.title and not place)]
    titles = tuple(" ".join(text[part.start : part.start + len(part.shown)].split()).strip("#* ") for part in above)
    return Told(
        "".join(shown),
        now,
        aside,
        tuple(foreign),
        titles,
        tuple(found.left_out.items()),
        tuple(found.drawings),
        tuple(found.entries),
    )


def sentences_told(text: str) -> tuple[Sentence, ...]:
    """The sentences that say how the system is."""
    return told_by(text).sentences


def _stanced(part: Part, text: str) -> Iterable[Sentence]:
    for sentence in sentences_in(part.shown, text, part.start):
        if not sentence.clauses:
            continue
        own = label_stance(sentence.text) if part.stance is Stance.NOW else None
        tail = stance_of_tail(sentence.text) if part.stance is Stance.NOW and own is None else None
        own, label = own or tail, sentence.text.partition(":")[0]
        yield replace(
            sentence,
            stance=own or part.stance,
            heading=(sentence.text if tail else label) if own else part.heading,
            title=0 < part.title < PLAIN_TITLE,
        )
