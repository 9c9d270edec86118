"""Hold what came of an input against what is expected of it: one line for each check, passed or failed."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.domain import Session, ThreatModel


@dataclass(frozen=True)
class Checked:
    """One check of one input."""

    input: str
    check: str
    passed: bool
    found: str = ""

    def __str__(self) -> str:
        found = f" (found: {self.found})" if self.found else ""
        return f"{'ok  ' if self.passed else 'FAIL'} {self.input}: {self.check}{found}"


@dataclass
class Outcome:
    """What the product made of an input: a session, or a refusal in words."""

    session: Session | None = None
    refusal: str = ""
    kept: str = ""
    """Everything that was kept or sent, as text."""
    told: str = ""
    """Everything the owner was told."""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def model(self) -> ThreatModel:
        return self.session.model if self.session else ThreatModel()


TELL = {
    "15-many-parts.txt": lambda out: len(out.model.components) >= 20 or "left out" in out.told,
    "20-schaden-bot.txt": lambda out: "not in English" in out.told,
    "34-settings-with-secrets.yaml": lambda out: re.search(r"\d+ secrets", out.told) is not None,
}
"""The expectations in words that a program can look for."""
REFUSABLE = frozenset({"16-stack.yaml", "20-schaden-bot.txt", "34-settings-with-secrets.yaml"})
"""Inputs that may be refused in plain words, which then is the one check on what was read from them."""
Check = Callable[[Mapping[str, Any], Outcome], Iterator[tuple[str, bool, str]]]


def checked(entry: Mapping[str, Any], out: Outcome) -> list[Checked]:
    """Every check of an entry."""
    name = entry["input"]
    refused = bool(out.refusal) or (name in REFUSABLE and "not in English" in out.told)
    checks: tuple[Check, ...] = (_secrets, _told)
    if refused and name in REFUSABLE:
        plain = out.refusal or out.told
        lines = [("told in plain words what it is", 20 < len(plain) < 600, plain[:80])]
        lines.append(("nothing is taken from it", not out.model.components and not out.model.facts, ""))
    else:
        lines = []
        checks = (_parts, _facts, _flows, _threats, _names, *checks)
    lines += [line for check in checks for line in check(entry, out)]
    return [Checked(name, *line) for line in lines]


def _parts(entry: Mapping[str, Any], out: Outcome) -> Iterator[tuple[str, bool, str]]:
    names = [part.name for part in out.model.components]
    for pattern in entry.get("parts", ()):
        yield f"a part like {pattern}", _one(pattern, names), ", ".join(names)
    for pattern in entry.get("parts_not", ()):
        yield f"no part like {pattern}", not _one(pattern, names), ", ".join(names)
    if words := entry.get("one_part"):
        found = [name for name in names if any(word.lower() in name.lower() for word in words)]
        yield f"one part for {' and '.join(words)}", len(found) == 1, ", ".join(names)
    for pattern in entry.get("actors_not", ()):
        people = [actor.name for actor in out.model.actors]
        yield f"nobody called {pattern}", not _one(pattern, people), ", ".join(people)


def _facts(entry: Mapping[str, Any], out: Outcome) -> Iterator[tuple[str, bool, str]]:
    known = {kept.fact: kept.value for kept in out.model.facts if kept.subject == "system"}
    expected = {**entry.get("facts", {})} | ({"model_origin": entry["model_origin"]} if "model_origin" in entry else {})
    for fact, value in expected.items():
        wanted = tuple(value) if isinstance(value, list) else value
        yield f"{fact} is {value}", known.get(fact) == wanted, str(known.get(fact, "not known"))
    for fact, value in entry.get("facts_not", {}).items():
        here = known.get(fact)
        yield f"{fact} is not {value}", here != value and not (isinstance(here, tuple) and value in here), ""
    for fact in entry.get("open", ()):
        yield f"{fact} stays open", fact not in known, str(known.get(fact, ""))


def _flows(entry: Mapping[str, Any], out: Outcome) -> Iterator[tuple[str, bool, str]]:
    names = {part.id: part.name for part in out.model.components} | {one.id: one.name for one in out.model.actors}
    flows = [(names.get(flow.source, ""), names.get(flow.target, "")) for flow in out.model.flows]
    shown = "; ".join(f"{source} > {target}" for source, target in flows)
    for source, target in entry.get("flows", ()):
        yield f"a flow from {source} to {target}", any(_both(source, target, flow) for flow in flows), shown
    for source, target in entry.get("flows_not", ()):
        found = [flow for flow in flows if _both(source, target, flow)]
        yield f"no flow from {source} to {target}", not found, str(found or "")


def _threats(entry: Mapping[str, Any], out: Outcome) -> Iterator[tuple[str, bool, str]]:
    patterns = [threat.pattern for threat in out.model.threats]
    for wanted in entry.get("threats", ()):
        place = patterns.index(wanted["pattern"]) + 1 if wanted["pattern"] in patterns else 0
        most = wanted.get("first", len(patterns))
        yield f"{wanted['pattern']} among the first {most}", 0 < place <= most, f"place {place}" if place else "absent"
    for pattern in entry.get("threats_not", ()):
        yield f"{pattern} not among the first 10", pattern not in patterns[:10], ""


def _names(entry: Mapping[str, Any], out: Outcome) -> Iterator[tuple[str, bool, str]]:
    if "name" in entry:
        name = out.model.system.name
        yield f"it is called {entry['name']}", _one(entry["name"], [name]), name


def _secrets(entry: Mapping[str, Any], out: Outcome) -> Iterator[tuple[str, bool, str]]:
    for secret in entry.get("secret_not_kept", ()):
        yield f"{secret[:4]}… is kept nowhere", secret not in out.kept and secret not in out.refusal, ""


def _told(entry: Mapping[str, Any], out: Outcome) -> Iterator[tuple[str, bool, str]]:
    if entry["input"] in TELL:
        yield f"it is told {entry.get('tell', '')}", TELL[entry["input"]](out), out.told[:80]


def _one(pattern: str, names: list[str]) -> bool:
    return any(re.search(pattern, name, re.IGNORECASE) for name in names)


def _both(source: str, target: str, flow: tuple[str, str]) -> bool:
    return _one(source, [flow[0]]) and _one(target, [flow[1]])
