"""Whether the people who use, feed or run a system are those the text tells of."""

from evals.reading.extracted_model import Understood
from evals.reading.pairing import paired
from evals.reading.readings import GoldReading
from evals.score import Score, listed


def people(read: Understood, gold: GoldReading) -> tuple[Score, ...]:
    """Recall and precision by name, and how many nobody told of; nothing where the reading names no people."""
    if not gold.people:
        return ()
    pairs = paired(read.people, gold.people)
    found, drawn = len(pairs.found), len(read.people)
    lost = [one.name for place, one in enumerate(gold.people) if place not in pairs.found.values()]
    made = [read.people[place].name for place in pairs.invented]
    return (
        Score(name="people_recall", value=found / len(gold.people), reason=f"missing: {listed(lost)}"),
        Score(name="people_precision", value=found / drawn if drawn else None, reason=f"{found} of {drawn}"),
        Score(name="people_invented", value=float(len(made)), reason=listed(made)),
    )
