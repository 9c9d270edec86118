"""The verdict as a comment on a change: one comment that is kept up to date, found again by its marker."""

from collections.abc import Iterable, Iterator

from agent.exchange.documents.markdown_blocks import escaped
from agent.exchange.interchange.ids import slug
from agent.gate.as_text import FATES, move_words
from agent.gate.findings import Demand, Fate, GateFinding, GateReport

MOST_BYTES = 60_000
"""What a comment may have; code hosts refuse longer ones."""
_ROWS = (60, 25, 10, 3)
"""How many rows a table has at most: fewer are tried until the comment is short enough."""
_LONGEST = 300
_SIGNS = {True: "✅", False: "❌"}


def marker(report: GateReport) -> str:
    """The line by which the comment of a model is found again, and replaced."""
    return f"<!-- threatparley-check: {slug(report.file, 120)} -->"


def to_markdown(report: GateReport) -> str:
    """The comment, under 60 kB whatever stands in the model: verdict, findings, threats, actions, a folded drawing."""
    for rows in _ROWS:
        for drawing in (report.drawing, ""):
            text = "\n".join(_lines(report, rows, drawing)) + "\n"
            if len(text.encode()) < MOST_BYTES:
                return text
    return f"{marker(report)}\n{_verdict(report)}\n"


def _lines(report: GateReport, rows: int, drawing: str) -> Iterator[str]:
    yield marker(report)
    yield _verdict(report)
    yield ""
    compared = f", held against {', '.join(map(_plain, report.compared))}" if report.compared else ""
    yield f"Model: {_plain(report.file)}; compared with {_plain(report.base or 'nothing')}{compared}."
    for note in report.notes:
        yield f"- {_plain(note)}"
    yield from _table(
        "What to deal with", ("Finding", "Where", "What to do"), map(_failing, report.of(Fate.FAILS)), rows
    )
    yield from _table(
        "Threats that are otherwise", ("", "Threat", "Risk"),
        ((one.how, f"{one.id} {_plain(one.title)}", _plain(move_words(one))) for one in report.moves), rows,
    )  # fmt: skip
    if report.actions:
        yield "\n#### What to do first\n"
        yield from (f"{place}. {_plain(action)}" for place, action in enumerate(report.actions, 1))
    others = report.of(Fate.OLD, Fate.WAIVED, Fate.TOLD)
    if others:
        yield from _folded(
            f"Fails nothing: {len(others)}", _table("", ("", "Finding", "Why"), map(_other, others), rows)
        )
    if report.differences:
        lines = [f"- {_plain(one)}" for one in report.differences[: rows * 2]]
        lines += _more(len(report.differences), rows * 2)
        yield from _folded(f"What else differs: {len(report.differences)}", lines)
    if drawing:
        yield from _folded("The difference as a drawing", ("```mermaid", drawing.rstrip(), "```"))


def _verdict(report: GateReport) -> str:
    name = _plain(report.system or "this system")
    return f"### {_SIGNS[report.passed]} Threat model of {name}: {_plain(report.verdict)}"


def _failing(one: GateFinding) -> tuple[str, ...]:
    text = f"<br>{_plain(one.text)}" if one.text and one.demand is Demand.DRIFT else ""
    return f"{_plain(one.title)}{text}<br><sub>{_plain(one.id)}</sub>", _plain(one.place), _plain(one.action)


def _other(one: GateFinding) -> tuple[str, ...]:
    more = one.text if one.demand is Demand.DRIFT else ""
    words = ". ".join(line.rstrip(".") for line in (one.because or one.action, more) if line)
    return FATES[one.fate], _plain(f"{one.title} ({one.id})"), _plain(words)


def _table(title: str, head: tuple[str, ...], body: Iterable[tuple[str, ...]], rows: int) -> Iterator[str]:
    """A table of at most so many rows under its title; nothing where there are none."""
    every = list(body)
    if not every:
        return
    yield f"\n#### {title} ({len(every)})\n" if title else ""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in every[:rows])
    yield from _more(len(every), rows)


def _more(count: int, shown: int) -> list[str]:
    return ["", f"… and {count - shown} more; the artifact of this run has them all."] if count > shown else []


def _folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"\n<details><summary>{title}</summary>\n"
    yield from lines
    yield "\n</details>"


def _plain(text: str) -> str:
    """Text that is only read: no markup, no link, and nobody is called by it."""
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return escaped(short).replace("@", "@\u200b").replace("://", ":\u200b//").replace("www.", "www\u200b.")
