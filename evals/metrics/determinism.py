"""Whether the same words give the same draft, to the letter."""

from evals.score import Score


def determinism(first: str, second: str) -> tuple[Score, ...]:
    """One if the digests of two drafts of the same description agree."""
    same = first == second
    reason = f"both drafts have digest {first}" if same else f"digests {first} and {second}"
    return (Score(name="determinism", value=float(same), reason=reason),)
