"""What is wrong with the links of the table of proofs: patterns, ways, probes, plugins, strategies, expressions."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from knowledge.loading.reading import Entries
from knowledge.proofs import PROMPTING, TOKEN, Attempt, ProbingTool, ProofPlan

SLOTS = frozenset({"token", "system", "target", "content", "stores"})
"""What an attempt may leave to be filled in."""
_SLOT = re.compile(r"\{([a-z_]+)\}")


def proof_faults(entries: Entries) -> Iterator[tuple[str, str, Iterator[str]]]:
    """Section, entry and faults of every row of the tables of proofs."""
    for tool in entries.probing_tools.values():
        yield (
            "probing_tools",
            tool.id,
            (f"settings of no probe {one!r}" for one in tool.settings if not tool.has_probe(one)),
        )
    for plan in entries.proofs.values():
        yield "proofs", plan.pattern, _plan(plan, entries)
    if entries.proof_ways and PROMPTING not in entries.proof_ways:
        yield "proof_ways", next(iter(entries.proof_ways)), iter((f"no way {PROMPTING!r}, which tools go by",))


def _plan(plan: ProofPlan, entries: Entries) -> Iterator[str]:
    if plan.pattern not in entries.patterns:
        yield f"no threat pattern {plan.pattern!r}"
    yield from (f"no way of proof {way!r}" for way in plan.ways if way not in entries.proof_ways)
    for name in ("garak", "promptfoo"):
        yield from _probes(plan.probes_of(name), name, entries.probing_tools.get(name))
    tool = entries.probing_tools.get("promptfoo")
    known = tool.strategies if tool else ()
    yield from (f"promptfoo has no strategy {one!r}{_near(one, known)}" for one in plan.strategies if one not in known)
    for attempt in plan.attempts:
        yield from _attempt(attempt)


def _probes(names: tuple[str, ...], tool: str, known: ProbingTool | None) -> Iterator[str]:
    if names and known is None:
        yield f"names probes of {tool}, which stands in no row of probing_tools"
    elif known is not None:
        yield from (
            f"{tool} {known.edition} has no probe {one!r} that runs{_near(one, known.probes)}"
            for one in names
            if not known.has_probe(one)
        )


def _attempt(attempt: Attempt) -> Iterator[str]:
    for name in _SLOT.findall(f"{attempt.plant} {attempt.send}"):
        if name not in SLOTS:
            yield f"attempt {attempt.name!r} has no slot {{{name}}}; known are {', '.join(sorted(SLOTS))}"
    for expression in attempt.wrong:
        try:
            re.compile(expression.replace(TOKEN, "TP0"))
        except re.error as problem:
            yield f"attempt {attempt.name!r}: {expression!r} is no regular expression ({problem})"
        if "(?i" in expression or "(?m" in expression or "(?s" in expression:
            yield f"attempt {attempt.name!r}: {expression!r} sets flags, which not every tool reads; spell it out"
    told = TOKEN in attempt.send or TOKEN in attempt.plant
    if not told and any(TOKEN in one for one in attempt.wrong):
        yield f"attempt {attempt.name!r} judges by {TOKEN}, which is neither planted nor sent"


def _near(name: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"; near is {near[0]!r}" if near else ""
