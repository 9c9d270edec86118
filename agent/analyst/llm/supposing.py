"""What would change if something about the system were different: worked out by the rules, told in plain words."""

from collections.abc import Iterable, Iterator

from agent.analyst.llm.standing import Scales, Standing
from agent.analyst.rules.naming import capital, counted, joined, listed, plain, small
from agent.domain import SYSTEM, FactValue, Provenance, ThreatModel
from knowledge import Catalog
from knowledge.vocabulary import AnswerValue


def supposed(model: ThreatModel, facts: Iterable[tuple[str, AnswerValue]], catalog: Catalog, scales: Scales) -> str:
    """What would go, appear or be rated otherwise under other facts; the model is left as it is."""
    given = dict(facts)
    values = tuple(FactValue(fact=fact, value=value, provenance=Provenance.ANSWERED) for fact, value in given.items())
    kept = tuple(value for value in model.facts if not (value.fact in given and value.subject == SYSTEM))
    before = scales.standing(model)
    after = scales.standing(model.model_copy(update={"facts": (*kept, *values)}))
    condition = joined([plain(small(catalog.facts[fact].meaning(value).rstrip("."))) for fact, value in given.items()])
    told = list(_differences(model, before, after, catalog)) or ["nothing in the draft would change"]
    return f"If {condition}: {'; '.join(told)}. Nothing has been changed by asking."


def _differences(model: ThreatModel, before: Standing, after: Standing, catalog: Catalog) -> Iterator[str]:
    ids = {threat.pattern: threat.id for threat in model.threats}

    def name(pattern: str) -> str:
        number = f"**{ids[pattern]}** " if pattern in ids else ""
        return f"{number}{plain(catalog.patterns[pattern].title)}"

    gone = [pattern for pattern in before.levels if pattern not in after.levels]
    new = [pattern for pattern in after.levels if pattern not in before.levels]
    moved = {
        pattern: sum(after.levels[pattern]) - sum(levels)
        for pattern, levels in before.levels.items()
        if pattern in after.levels and after.levels[pattern] != levels
    }
    if gone:
        yield f"{counted(len(gone), 'threat')} would go: {listed(map(name, gone))}"
    if new:
        yield f"{counted(len(new), 'threat')} would appear: {listed(map(name, new))}"
    for way, chosen in (("higher", [p for p, by in moved.items() if by > 0]),
                        ("lower", [p for p, by in moved.items() if by < 0])):  # fmt: skip
        if chosen:
            yield f"{counted(len(chosen), 'threat')} would be rated {way}: {listed(map(name, chosen))}"


def sentence(text: str) -> str:
    """A text as a sentence of its own."""
    return capital(text.strip())
