"""Mask secrets that people paste: each is replaced by a placeholder that says what stood there.

What an owner says and what a file brings is masked before it is kept, and every prompt again before it is sent; what
is found is counted, and the owner is told.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agent.domain.secrets.secret_names import named
from agent.domain.secrets.secret_shapes import Span, shaped


@dataclass(frozen=True)
class Masked:
    """A text without its secrets, and how many of each sort there were."""

    text: str
    found: Counter[str] = field(default_factory=Counter)

    @property
    def note(self) -> str:
        """What the owner should know; empty while there was nothing."""
        return note_on(self.found)


def mask(text: str) -> Masked:
    """Replace every secret by a placeholder such as [API_KEY_1]; the same secret gets the same placeholder."""
    masker = Masker()
    return Masked(masker.masked(text), masker.found)


MASK = re.compile(r"\[[A-Z_]{3,20}_\d{1,4}\]")
"""What stands in place of a secret."""


def note_on(found: Counter[str], where: str = "what you sent") -> str:
    """What the owner should know about masked secrets; empty while there were none."""
    total = sum(found.values())
    if not total:
        return ""
    sorts = ", ".join(f"{count} {sort.lower().replace('_', ' ')}" for sort, count in sorted(found.items()))
    things, they = ("A secret was", "it") if total == 1 else (f"{total} secrets were", "them")
    return f"{things} masked in {where} ({sorts}). Treat {they} as exposed, and change {they}."


MOST_REPEATED = 200
"""How many secrets are also looked for where no name stands before them."""


class Masker:
    """Masks texts that belong together: a secret found in one of them is masked in all, by the same placeholder.

    So words that are quoted from a text still stand in it once both are masked.
    """

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self._names: dict[str, str] = {}
        self._looked: dict[str, list[Span]] = {}
        self._repeated: list[str] = []

    def look(self, text: str) -> None:
        """Learn the secrets of a text; have every text looked at before the first one is masked."""
        if text not in self._looked:
            self._looked[text] = _spans(text)
            for start, end, sort in self._looked[text]:
                self._name(text[start:end], sort)

    def masked(self, text: str) -> str:
        """The text with a placeholder for every secret."""
        self.look(text)
        spans = _apart([*self._looked[text], *self._repeats(text)])
        pieces, place = [], 0
        for start, end, _ in spans:
            pieces += [text[place:start], self._names[text[start:end]]]
            place = end
        return "".join([*pieces, text[place:]])

    def _name(self, secret: str, sort: str) -> None:
        if secret not in self._names:
            self.found[sort] += 1
            self._names[secret] = f"[{sort}_{self.found[sort]}]"
            if _is_unmistakable(secret) and len(self._repeated) < MOST_REPEATED:
                self._repeated.append(secret)

    def _repeats(self, text: str) -> Iterator[Span]:
        for secret in self._repeated:
            place = text.find(secret)
            while place >= 0:
                end = place + len(secret)
                if not (text[place - 1 : place].isalnum() or text[end : end + 1].isalnum()):
                    yield place, end, ""
                place = text.find(secret, end)


def _is_unmistakable(secret: str) -> bool:
    """Whether a secret is no word that means something else in another place."""
    return len(secret) >= 6 and any(one.isdigit() for one in secret) and any(one.isalpha() for one in secret)


def _spans(text: str) -> list[Span]:
    return _apart([*shaped(text), *named(text)])


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Spans that do not overlap: the one that begins first stands, and the longer of two that begin together."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one[0], -one[1])):
        if span[1] > span[0] and (not kept or span[0] >= kept[-1][1]):
            kept.append(span)
    return kept
