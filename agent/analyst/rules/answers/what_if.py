"""What would change if something about the system were different, told in plain words; nothing is changed."""

from collections.abc import Iterable, Iterator

from agent.assessment.what_if import Change, Supposed, WhatIf
from agent.domain import Edit, Provenance, ThreatModel, apply
from agent.domain.changes.edits import DecideControl, PutComponent, Remove, SetFact
from agent.domain.wording.names_in_sentences import counted, in_sentence, joined, listed, plain, small
from knowledge import Catalog

MOST_CONDITIONS = 4


class Supposer:
    """Tells what is drafted as things are beside what would be drafted otherwise."""

    def __init__(self, catalog: Catalog, what_if: WhatIf) -> None:
        self._catalog, self._what_if = catalog, what_if

    def told(self, model: ThreatModel, edits: tuple[Edit, ...]) -> str:
        """What would go, appear or be rated otherwise after some edits; empty where they change nothing."""
        after = apply(model, edits, self._catalog).model
        conditions = list(dict.fromkeys(self._conditions(model, edits)))[:MOST_CONDITIONS]
        if after == model or not conditions:
            return ""
        told = list(self._differences(self._what_if.suppose(model, edits)))
        return f"If {joined(conditions)}: {'; '.join(told) or _NOTHING}. Nothing has been changed by asking."

    def _conditions(self, model: ThreatModel, edits: Iterable[Edit]) -> Iterator[str]:
        """What is supposed, without what only follows from it."""
        for edit in edits:
            if isinstance(edit, Remove):
                yield f"{plain(in_sentence(model.name_of(edit.id)))} were gone"
            elif isinstance(edit, PutComponent) and not edit.component.inferred:
                yield f"there were {plain(edit.component.name)}"
            elif isinstance(edit, DecideControl) and (control := model.control(edit.control)) is not None:
                if control.status is not edit.status:
                    yield f"{control.id} ({plain(control.title)}) were {edit.status.value.replace('_', ' ')}"
            elif isinstance(edit, SetFact) and edit.value.provenance is not Provenance.IMPLIED:
                value = edit.value
                if model.value_of(value.fact, value.subject) == value.value:
                    continue
                yield plain(small(self._catalog.facts[value.fact].meaning(value.value).rstrip(".")))

    def _differences(self, supposed: Supposed) -> Iterator[str]:
        if supposed.gone:
            yield f"{counted(len(supposed.gone), 'threat')} would go: {listed(map(_name, supposed.gone))}"
        if supposed.new:
            yield f"{counted(len(supposed.new), 'threat')} would appear: {listed(map(_name, supposed.new))}"
        for way, chosen in (("higher", supposed.higher), ("lower", supposed.lower)):
            if chosen:
                yield f"{counted(len(chosen), 'threat')} would be rated {way}: {listed(map(_moved, chosen))}"


def _name(change: Change) -> str:
    number = f"**{change.threat}** " if change.threat else ""
    return f"{number}{plain(change.title)}"


def _moved(change: Change) -> str:
    before, after = change.before, change.after
    return f"{_name(change)} ({before.total} → {after.total})" if before and after else _name(change)


_NOTHING = "nothing in the draft would change"
