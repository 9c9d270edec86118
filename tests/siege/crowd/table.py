"""The table that a siege ends with, and its lines below."""

from collections import Counter

from tests.siege.crowd.judge import Verdict
from tests.siege.crowd.tally import Kind, Tally

HEAD = "| what | accepted | lost | doubled |\n| --- | --- | --- | --- |"


def told(tally: Tally, verdict: Verdict, out: list[str], sent: int) -> str:
    """Everything that was counted."""
    rows = [f"| {kind} | {tally.count(kind)} | {verdict.lost[kind]} | {verdict.doubled[kind]} |" for kind in Kind]
    troubles = [
        f"| {name} | {times} | {tally.slowest.get(name, 0.0):.1f} s |" for name, times in tally.troubles.items()
    ]
    refused = [f"| {name} | {times} |" for name, times in sorted(tally.refused.items())]
    more = ["", "| trouble | times | slowest to go on |", "| --- | --- | --- |", *troubles, ""]
    more += ["| refused in plain words | times |", "| --- | --- |", *refused, ""]
    return "\n".join([HEAD, *rows, *more, *_lines(tally, verdict, out, sent)])


def _lines(tally: Tally, verdict: Verdict, out: list[str], sent: int) -> list[str]:
    middle = sorted(tally.seconds)[len(tally.seconds) // 2] if tally.seconds else 0.0
    most = max(tally.seconds, default=0.0)
    return [
        f"Seen or done by somebody who may not: {len(verdict.leaks)}",
        *(f"- {one}" for one in verdict.leaks[:20]),
        f"Failed without a plain message: {len(tally.unplain)}",
        *(f"- {one} ({times})" for one, times in Counter(tally.unplain).most_common(20)),
        f"Turns given up: {len(verdict.problems)}",
        *(f"- {one}" for one in verdict.problems[:5]),
        f"Lines that broke: {tally.broken}. Edits whose answer broke off: {tally.unknown}. Pages read: {tally.read}",
        f"Seconds of a deed without trouble: {middle:.1f} in the middle, {most:.1f} at most, of {len(tally.seconds)}",
        f"Bytes out of the cage: {sent}, names asked: {len([one for one in out if one.startswith('name')])}",
        *(f"- {one}" for one in out[:20]),
    ]
