"""What would change if something about the system were different, told in plain words; nothing is changed."""

from collections.abc import Iterable, Iterator, Mapping

from agent.assessment.ledger import Bookkeeper
from agent.assessment.rating import Rater
from agent.domain import Edit, Provenance, ThreatModel, apply
from agent.domain.edits import PutComponent, Remove, SetFact
from agent.domain.names_in_sentences import counted, in_sentence, joined, listed, plain, small
from knowledge import Catalog

MOST_CONDITIONS = 4
Levels = Mapping[str, tuple[int, ...]]


class Supposer:
    """Compares what is drafted as things are with what would be drafted otherwise."""

    def __init__(self, catalog: Catalog, book: Bookkeeper, rater: Rater) -> None:
        self._catalog, self._book, self._rater = catalog, book, rater

    def told(self, model: ThreatModel, edits: tuple[Edit, ...]) -> str:
        """What would go, appear or be rated otherwise after some edits; empty where they change nothing."""
        after = apply(model, edits, self._catalog).model
        conditions = list(dict.fromkeys(self._conditions(model, edits)))[:MOST_CONDITIONS]
        if after == model or not conditions:
            return ""
        told = list(self._differences(model, self._levels(model), self._levels(after)))
        return f"If {joined(conditions)}: {'; '.join(told) or _NOTHING}. Nothing has been changed by asking."

    def _levels(self, model: ThreatModel) -> Levels:
        picture = self._book.painter.picture(model)
        return {
            verdict.pattern: self._rater.levels(self._book.rules[verdict.pattern], picture)
            for verdict in self._book.ledger_of(picture).drafted()
        }

    def _conditions(self, model: ThreatModel, edits: Iterable[Edit]) -> Iterator[str]:
        """What is supposed, without what only follows from it."""
        for edit in edits:
            if isinstance(edit, Remove):
                yield f"{plain(in_sentence(model.name_of(edit.id)))} were gone"
            elif isinstance(edit, PutComponent) and not edit.component.inferred:
                yield f"there were {plain(edit.component.name)}"
            elif isinstance(edit, SetFact) and edit.value.provenance is not Provenance.IMPLIED:
                value = edit.value
                if model.value_of(value.fact, value.subject) == value.value:
                    continue
                yield plain(small(self._catalog.facts[value.fact].meaning(value.value).rstrip(".")))

    def _differences(self, model: ThreatModel, before: Levels, after: Levels) -> Iterator[str]:
        ids = {threat.pattern: threat.id for threat in model.threats}

        def name(pattern: str) -> str:
            number = f"**{ids[pattern]}** " if pattern in ids else ""
            return f"{number}{plain(self._catalog.patterns[pattern].title)}"

        ranks = {pattern: rank for rank, pattern in enumerate(ids)}
        first = sorted(before, key=lambda pattern: ranks.get(pattern, len(ranks)))
        gone = [pattern for pattern in first if pattern not in after]
        new = [pattern for pattern in after if pattern not in before]
        moved = {one: sum(after[one]) - sum(before[one]) for one in first if one in after}
        if gone:
            yield f"{counted(len(gone), 'threat')} would go: {listed(map(name, gone))}"
        if new:
            yield f"{counted(len(new), 'threat')} would appear: {listed(map(name, new))}"
        for way, chosen in (("higher", [one for one, by in moved.items() if by > 0]),
                            ("lower", [one for one, by in moved.items() if by < 0])):  # fmt: skip
            if chosen:
                yield f"{counted(len(chosen), 'threat')} would be rated {way}: {listed(map(name, chosen))}"


_NOTHING = "nothing in the draft would change"
