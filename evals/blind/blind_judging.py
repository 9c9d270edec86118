"""Blind judgement of the first threats of drafts: sheets that do not say whose a threat is, and keys that do."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from agent.errors import InputError
from evals.case import Case
from evals.case_runs.transcript import Drafted
from evals.files import read_json
from evals.other_tools.predictions import read_predictions
from evals.reporting.comparing import read_rows
from knowledge.vocabulary import Value

FORMAT = "threatparley-judging"
FIRST = 15
"""How many threats of a draft are judged."""
VERDICTS = ("keep", "generic", "wrong", "twice")
HOW = f"""# Judging sheet

For every threat write one word behind `verdict:`

- `keep`: the owner of this very system should talk about it now
- `generic`: true, but it would be said of any such system and helps this owner little
- `wrong`: it cannot happen here, or rests on something the description does not say
- `twice 3`: the same idea as number 3 of the same system (give the number)

At most {FIRST} threats of each draft are here. Threats without a verdict are left out of the figures."""


class Owner(Value):
    """Whose a threat is."""

    source: str = Field(description="The draft it comes from.")
    rank: int = Field(ge=1, description="Its place there.")


class Item(Value):
    """A threat on the sheet."""

    number: int = Field(ge=1, description="Its number there.")
    title: str = Field(description="Its title.")
    owners: tuple[Owner, ...] = Field(min_length=1, description="The drafts that hold it.")


class System(Value):
    """The threats of one case."""

    group: str = Field(description="The case's group.")
    items: tuple[Item, ...] = Field(description="Its threats in the order of the sheet.")


class Key(Value):
    """What tells whose each threat on a sheet is."""

    format: str = Field(default=FORMAT, pattern=f"^{FORMAT}$", description="Always the same.")
    cases: dict[str, System] = Field(min_length=1, description="The systems by case.")


def sheet(
    cases: Sequence[Case], sources: Mapping[str, Mapping[str, Sequence[Drafted]]], seed: str = ""
) -> tuple[str, Key]:
    """A sheet in Markdown and its key; threats of several drafts are shuffled, those of one stay in order.

    A threat that two drafts word alike stands once. Statements are shown only where every threat has one.
    """
    firsts = {name: {case: tuple(draft[:FIRST]) for case, draft in drafts.items()} for name, drafts in sources.items()}
    shown = [threat for drafts in firsts.values() for case in cases for threat in drafts.get(case.id, ())]
    full = all(threat.statement for threat in shown)
    parts, systems = [HOW], {}
    for case in cases:
        merged = list(_merged({name: drafts.get(case.id, ()) for name, drafts in firsts.items()}))
        if len(sources) > 1:
            random.Random(f"{seed}/{case.id}").shuffle(merged)
        if merged:
            parts.append(_told(case, [threat for threat, _ in merged], full))
            systems[case.id] = System(group=case.group, items=tuple(_items(merged)))
    if not systems:
        raise InputError("none of the drafts has a threat for these cases")
    return "\n\n".join(parts) + "\n", Key(cases=systems)


def drafts_in(path: Path, mode: str = "description") -> dict[str, tuple[Drafted, ...]]:
    """The drafts of a results file (of one mode) or of a file of predictions, by case."""
    content = read_json(path) if path.suffix == ".json" else None
    if isinstance(content, dict) and content.get("format") == "threatparley-evals":
        read_rows(path)  # which says what is damaged, if anything is
        return {
            case: tuple(_stored(threat) for threat in modes[mode]["draft"])
            for case, modes in content["cases"].items()
            if mode in modes
        }
    return dict(read_predictions(path).drafts)


def read_key(path: Path) -> Key:
    """The key of a sheet; one that is broken raises InputError."""
    try:
        return Key.model_validate(read_json(path))
    except ValidationError as problem:
        raise InputError(f"{path} is no key of a judging sheet: {problem.errors()[0]['msg']}") from None


def read_verdicts(text: str) -> dict[str, dict[int, str]]:
    """The verdicts of a filled sheet by case and number; an unknown word raises InputError with its place."""
    found: dict[str, dict[int, str]] = {}
    case, number = "", 0
    for line in text.splitlines():
        if line.startswith("## "):
            case, number = line[3:].strip(), 0
        elif line.startswith("### "):
            number = int(head) if (head := line[4:].partition(".")[0].strip()).isdigit() else 0
        elif line.startswith("verdict:") and (words := line.partition(":")[2].split()):
            found.setdefault(case, {})[number] = _verdict(words, f"{case} {number}")
    return found


def _verdict(words: list[str], place: str) -> str:
    word = words[0].strip("`.,").lower()
    rest = [one.strip("#.,`") for one in words[1:]]
    if word not in VERDICTS or len(rest) > 1 or (rest and (word != "twice" or not rest[0].isdigit())):
        raise InputError(f"{place}: {' '.join(words)!r} is no verdict; write keep, generic, wrong or twice NUMBER")
    return f"{word} {int(rest[0])}" if rest else word


def _merged(drafts: Mapping[str, Sequence[Drafted]]) -> Iterator[tuple[Drafted, tuple[Owner, ...]]]:
    """Each threat with all drafts that word it alike, in order of rank; one that a draft repeats stays repeated."""
    owners: dict[tuple[str, str, int], list[Owner]] = {}
    threats: dict[tuple[str, str, int], Drafted] = {}
    for source, draft in drafts.items():
        seen: list[tuple[str, str]] = []
        for rank, threat in enumerate(draft, start=1):
            words = (_flat(threat.title).casefold(), _flat(threat.statement).casefold())
            place = (*words, seen.count(words))
            seen.append(words)
            owners.setdefault(place, []).append(Owner(source=source, rank=rank))
            threats.setdefault(place, threat)
    for place in sorted(owners, key=lambda one: min(owner.rank for owner in owners[one])):
        yield threats[place], tuple(owners[place])


def _items(merged: Iterable[tuple[Drafted, tuple[Owner, ...]]]) -> Iterator[Item]:
    for number, (threat, owners) in enumerate(merged, start=1):
        yield Item(number=number, title=_flat(threat.title), owners=owners)


def _told(case: Case, threats: Sequence[Drafted], full: bool) -> str:
    lines = [f"## {case.id}", "", *(f"> {line}" for line in case.description.splitlines())]
    for number, threat in enumerate(threats, start=1):
        lines += ["", f"### {number}. {_flat(threat.title)}", ""]
        lines += [f"> {_flat(threat.statement)}", ""] if full else []
        lines += ["verdict:"]
    return "\n".join(lines)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _stored(threat: Mapping[str, str]) -> Drafted:
    return Drafted(title=threat["title"], statement=threat.get("statement", ""), pattern=threat.get("pattern", ""))
