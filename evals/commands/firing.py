"""``python -m evals firing``: whether each pattern fires where it must and stays quiet in a near miss.

The situations under ``knowledge/data/firing`` are told to the rules, each alone. Those of one pattern in five are kept
back: their words are never shown, so that their figure stays one of unseen text. With --cases the descriptions of cases
are told instead: how often each fact is read, and which patterns no draft holds; nothing of their words is printed.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.exit_codes import Exit

if TYPE_CHECKING:
    from evals.firing import Ear, Tried
    from knowledge import Catalog

BY = ("applies", "assumed", "not confirmed", "silent")


def add(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--file", action="append", default=[], help="only this file of situations; can be repeated")
    parser.add_argument("--misses", action="store_true", help="show what misfires, but for what is kept back")
    parser.add_argument("--cases", type=Path, help="tell the cases of this folder, and count facts and patterns")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Exit:
    """Tell everything and print the figures."""
    from evals.files import as_json, write_whole
    from evals.firing import listening_ear

    with listening_ear() as ear:
        figures = _told_cases(given.cases, ear) if given.cases else _told_situations(given.file, given.misses, ear)
    if given.json:
        write_whole(given.json, as_json(figures))
    return Exit.DONE


def _told_situations(files: Sequence[str], misses: bool, ear: "Ear") -> dict[str, object]:
    from agent.errors import InputError
    from evals.firing import kept_back, tried
    from evals.reporting.results_table import aligned
    from knowledge.catalog import DATA
    from knowledge.validation.firing import read_situations

    read = read_situations(DATA)
    chosen = [Path(name).name for name in files]
    strange = [name for name in chosen if name not in read]
    if strange:
        raise InputError(f"there is no file {', '.join(strange)}; there are {', '.join(read)}")
    rows, everything = [_HEAD], list["Tried"]()
    for name in chosen or read:
        of_file = tuple(tried((one for one in read[name] if one.id in ear.catalog.patterns), ear))
        rows.append(_row(name, of_file, ear.catalog))
        everything += of_file
    seen = [one for one in everything if not kept_back(one.situations.id)]
    unseen = [one for one in everything if kept_back(one.situations.id)]
    rows += [_row("looked at", seen, ear.catalog), _row("kept back", unseen, ear.catalog)]
    rows.append(_row("all", everything, ear.catalog))
    print(aligned(rows))
    if misses:
        print("", *(line for one in seen for line in _missed(one, ear.catalog)), sep="\n")
    return {"looked at": _figures(seen, ear.catalog), "kept back": _figures(unseen, ear.catalog)}


_HEAD = ["", "patterns", "fire", *BY, "| quiet", *BY, "| facts read", "against"]


def _row(name: str, all_tried: "Sequence[Tried]", catalog: "Catalog") -> list[str]:
    from evals.firing import Standing, facts_read, shares

    found, facts = shares(all_tried), facts_read(all_tried, catalog)
    order = sorted(Standing, reverse=True)
    return [
        name, str(found.number), f"{found.fires:.2f}", *(str(found.fired.get(one, 0)) for one in order),
        f"| {found.stays_quiet:.2f}", *(str(found.quieted.get(one, 0)) for one in order),
        f"| {facts.read} of {facts.given}", str(facts.against),
    ]  # fmt: skip


def _figures(all_tried: "Sequence[Tried]", catalog: "Catalog") -> dict[str, float]:
    from evals.firing import facts_read, shares

    found, facts = shares(all_tried), facts_read(all_tried, catalog)
    return {
        "patterns": found.number, "fires": round(found.fires, 4), "stays_quiet": round(found.stays_quiet, 4),
        "facts_given": facts.given, "facts_read": facts.read, "facts_against": facts.against,
    }  # fmt: skip


def _missed(one: "Tried", catalog: "Catalog") -> Iterator[str]:
    """What misfires of a pattern, each with the facts that were not read as given."""
    from evals.firing import Standing, agrees, known

    sides = (
        ("must fire", one.situations.fires.words, one.situations.fires.facts, one.fires, one.fired),
        ("must not", one.situations.quiet.words, one.situations.quiet.facts, one.quiet, one.quieted),
    )
    for name, words, facts, heard, standing in sides:
        if (standing >= Standing.ASSUMED) is (name == "must fire"):
            continue
        held = known(heard.understood, catalog)
        amiss = [f"{f}={v} ({held.get(f)})" for f, v in facts.items() if f not in held or not agrees(held[f], v)]
        yield f"{one.situations.id}: {name}: {standing.name.lower()}"
        yield f"    {words}"
        yield f"    not read so: {', '.join(amiss) or 'nothing'}"


def _told_cases(folder: Path, ear: "Ear") -> dict[str, object]:
    from evals.case import load_cases
    from evals.firing import counted

    cases, _ = load_cases(folder)
    facts, patterns = counted([ear.hear(case.description, suggest=False) for case in cases], ear.catalog)
    print(f"{len(cases)} descriptions; in how many each fact is read:")
    print("  " + ", ".join(f"{fact} {count}" for fact, count in _rarest(facts)))
    never = sorted(name for name, count in patterns.items() if not count)
    print(f"\n{len(never)} of {len(patterns)} patterns are in no draft: {', '.join(never) or 'none'}")
    return {"cases": len(cases), "facts": dict(facts), "patterns": dict(patterns)}


def _rarest(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (one[1], one[0]))
