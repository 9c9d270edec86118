"""Slips of the pen: words that were meant to be another, by a letter too few, too many, wrong or out of place."""

SHORT, LONG = 4, 9
"""Shorter words are taken as they stand; from the longer ones on, two slips are forgiven."""


def is_slip(written: str, meant: str) -> bool:
    """Whether a word may be another one, written with a slip."""
    if written == meant or min(len(written), len(meant)) < SHORT or written[0] != meant[0]:
        return False
    most = 2 if min(len(written), len(meant)) >= LONG else 1
    return abs(len(written) - len(meant)) <= most and distance(written, meant) <= most


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed or swapped with the next to make one word of another."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != wanted))
            swapped = row > 1 and column > 1 and (one[row - 2], letter) == (wanted, other[column - 2])
            now.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before, last = last, now
    return last[-1]
