"""How fast an interview finds what the fully informed draft holds, against other orders of asking."""

from collections.abc import Sequence
from statistics import fmean

from evals.score import Score

LENGTH = 12
"""The number of questions over which the curve is drawn."""
EARLY = 6


def interview(curve: dict[str, tuple[float, ...]]) -> tuple[Score, ...]:
    """The share found after question six, and the area gained on random order and on a fixed questionnaire."""
    ours = curve.get("interview")
    if not ours:
        return ()
    rows = [
        Score(name=f"found_after_{EARLY}", value=at(ours, EARLY), reason=_told(ours)),
        Score(name="curve_area", value=area(ours), reason=f"mean share over {LENGTH} questions"),
    ]
    for name in ("random", "fixed"):
        if other := curve.get(name):
            gain = area(ours) - area(other)
            rows.append(Score(name=f"area_over_{name}_order", value=gain, reason=f"{area(other):.3f} in {name} order"))
    return tuple(rows)


def at(curve: Sequence[float], question: int) -> float:
    """The share after a question; a curve that ended stays where it was."""
    return curve[min(question, len(curve) - 1)]


def area(curve: Sequence[float]) -> float:
    """The mean share from before the first question to the last."""
    return fmean(at(curve, question) for question in range(LENGTH + 1))


def _told(curve: Sequence[float]) -> str:
    return "share after each question: " + " ".join(f"{share:.2f}" for share in curve)
