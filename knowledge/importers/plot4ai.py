"""Read a PLOT4ai deck of either edition: categories with cards that have no ids but their place."""

from knowledge.importers.prose import clean
from knowledge.importers.records import MOST_NAME, Notes, Record, records_of
from knowledge.importers.trees import Rows, Table
from knowledge.publications.frameworks import FrameworkItem, Ownership

FIRST_EDITION = "1 (2022)"
_PASSED = "A card of the first edition of the deck; the edition of today asks it anew."
_LISTS = (("phases", "phases"), ("ai_types", "aitypes"), ("roles", "roles"))


def is_deck(rows: Rows) -> bool:
    """Whether a list looks like a deck."""
    return bool(_card_lists(rows))


def read_deck(rows: Rows, notes: Notes) -> tuple[str, tuple[FrameworkItem, ...], dict[str, int]]:
    """The edition if it can be told, the items, and the line of each."""
    first = not any(isinstance(card, Table) and "label" in card for cards in _card_lists(rows) for card in cards)
    categories = tuple(records_of(rows, notes, "category", "category"))
    reader = _Deck(notes, first)
    for category in categories:
        reader.name(category)
    for category in categories:
        reader.take(category)
    return (FIRST_EDITION if first else ""), tuple((*reader.categories, *reader.cards)), reader.lines


def _card_lists(rows: Rows) -> list[Rows]:
    found = (one.get("cards") for one in rows if isinstance(one, Table))
    return [cards for cards in found if isinstance(cards, Rows)]


class _Deck:
    """Numbers the cards through all categories, as people refer to them."""

    def __init__(self, notes: Notes, first: bool) -> None:
        self.categories: list[FrameworkItem] = []
        self.cards: list[FrameworkItem] = []
        self.lines: dict[str, int] = {}
        self._notes, self._first = notes, first
        self._by_name: dict[str, str] = {}
        self._questions: dict[str, int] = {}

    def name(self, record: Record) -> None:
        """Learn a category's name and number, since cards of earlier ones may name it."""
        identity, name = self._identity(record), record.word("category")
        if identity in self.lines:
            record.refuse("id", f"the id stands twice, first in line {self.lines[identity]}")
        self.lines.setdefault(identity, record.line)
        self._by_name[name] = identity

    def take(self, record: Record) -> None:
        """One category with its cards."""
        identity, name = self._identity(record), record.word("category")
        self.categories.append(
            FrameworkItem(
                id=identity, name=name or identity, kind="category", ownership=Ownership.NAVIGATION,
                reason="A category that groups cards.",
            )
        )  # fmt: skip
        for place, card in enumerate(record.records("cards", "label"), start=1):
            self._card(card, identity, place)

    def _card(self, record: Record, category: str, place: int) -> None:
        number = len(self.cards) + 1
        question = record.prose("question")
        if not question:
            record.refuse("question", "is missing")
        if (earlier := self._questions.setdefault(question, record.line)) != record.line:
            record.refuse("question", f"the same question stands in line {earlier} already")
        answer = record.word("threatif").lower()
        if answer not in ("yes", "no", ""):
            record.refuse("threatif", f"{answer!r} is neither yes nor no")
        others = [self._by_name.get(name) for name in record.words("categories")]
        attributes = {"ref": f"P4-{category.rpartition('-')[2]}.{place:02}", "threat_if_answer": answer}
        attributes |= {name: ", ".join(words) for name, key in _LISTS if (words := record.words(key))}
        if properties := sorted(record.words("cia"), key="cia".find):
            attributes["cia"] = ", ".join(properties)
        identity = f"{self._before()}{number}"
        self.lines[identity] = record.line
        self.cards.append(
            FrameworkItem(
                id=identity,
                name=clean(question, MOST_NAME) or identity if self._first else record.word("label") or identity,
                kind="card",
                groups=tuple(dict.fromkeys((category, *(one for one in others if one)))),
                ownership=Ownership.NAVIGATION if self._first else Ownership.OWNER,
                reason=_PASSED if self._first else "",
                attributes=attributes,
                prose=_prose(record, question),
            )
        )

    def _identity(self, record: Record) -> str:
        return f"{self._before()}category-{record.word('id')}"

    def _before(self) -> str:
        return "v1-" if self._first else ""


def _prose(record: Record, question: str) -> str:
    rest = (clean(record.prose(key), 490) for key in ("explanation", "recommendation"))
    return clean(" ".join((clean(question, 200), *rest)))
