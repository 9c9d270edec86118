"""Whether the drawn parts are those the text tells of: found, invented, doubled, wrongly named."""

from evals.reading.extracted_model import Understood
from evals.reading.pairing import paired
from evals.reading.readings import GoldReading
from evals.score import Score, listed


def parts(read: Understood, gold: GoldReading) -> tuple[Score, ...]:
    """Recall and precision by name, and a count of each fault; nothing where nobody drew the system."""
    if not gold.parts:
        return ()
    pairs = paired(read.parts, gold.parts)
    lost = [one.name for place, one in enumerate(gold.parts) if place not in pairs.found.values()]
    right = [place for place, one in pairs.found.items() if read.parts[place].kind == gold.parts[one].kind]
    shares: tuple[tuple[str, int, int, list[str]], ...] = (
        ("parts_recall", len(pairs.found), len(gold.parts), lost),
        ("parts_precision", len(pairs.found), len(read.parts), []),
        ("parts_kind", len(right), len(pairs.found), []),
    )
    faults = (("parts_invented", pairs.invented), ("parts_doubled", pairs.doubled), ("parts_misnamed", pairs.misnamed))
    return (
        *(_share(name, count, total, lost) for name, count, total, lost in shares),
        *(
            Score(name=name, value=float(len(places)), reason=listed([read.parts[place].name for place in places]))
            for name, places in faults
        ),
    )


def _share(name: str, count: int, total: int, lost: list[str]) -> Score:
    reason = f"{count} of {total}" + (f"; missing: {listed(lost)}" if lost else "")
    return Score(name=name, value=count / total if total else None, reason=reason)
