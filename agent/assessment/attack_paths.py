"""Attack paths: the first threats told as chains over the data flow diagram, and the measures that break them."""

import re
from collections.abc import Iterable, Sequence

from agent.assessment.breaking import breaking, cutting
from agent.assessment.routes import Route, Routes
from agent.domain.arranging import listed
from agent.domain.attack_paths import AttackPath, AttackPaths, Incident
from agent.domain.model import ThreatModel
from agent.domain.names_in_sentences import clipped
from agent.domain.threats import Threat
from knowledge.catalog import Catalog
from knowledge.frameworks import FrameworkItem
from knowledge.vocabulary import Aspect, Framework

MOST_PATHS = 5
LOOKED_AT = 40
"""How far down the list a threat may come from that a path is told after."""
MOST_TOLD = 320
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def attack_paths(model: ThreatModel, catalog: Catalog) -> AttackPaths:
    """The paths worth telling of a model, most important first; none while nothing is drafted."""
    routes = Routes(model)
    chosen: list[tuple[Threat, Route]] = []
    seen: set[tuple[str, str]] = set()
    for threat in listed(model.threats)[:LOOKED_AT]:
        route = routes.of(threat)
        key = (route.entry, _consequence(threat))
        if key not in seen:
            seen.add(key)
            chosen.append((threat, route))
        if len(chosen) == MOST_PATHS:
            break
    paths = tuple(_path(threat, route, model, catalog) for threat, route in chosen)
    return AttackPaths(paths, breaking(paths, model))


def _path(threat: Threat, route: Route, model: ThreatModel, catalog: Catalog) -> AttackPath:
    return AttackPath(
        title=threat.title,
        told=told(threat),
        steps=route.steps,
        threats=(threat.id,),
        tactics=tactics((threat,), catalog),
        control=cutting((threat.id,), model),
        incident=incident((threat,), catalog),
        adversary=threat.aspect is Aspect.SECURITY,
        lit=route.lit,
    )


def told(threat: Threat) -> str:
    """The threat in one or two sentences: a language model's where that counts, else the rules' first."""
    advice = threat.heeded
    if advice is not None and advice.scenario:
        return clipped(" ".join(_SENTENCE.split(advice.scenario)[:2]), MOST_TOLD)
    return clipped(_SENTENCE.split(threat.statement)[0], MOST_TOLD)


def tactics(threats: Iterable[Threat], catalog: Catalog) -> tuple[str, ...]:
    """The ATLAS tactics of some threats by name, in their official order; unknown items are left out."""
    order = {item.id: item.name for item in _atlas(catalog) if item.kind == "tactic"}
    techniques = {item.id: item.groups for item in _atlas(catalog)}
    found = {
        group
        for threat in threats
        for reference in threat.references
        if reference.framework is Framework.ATLAS
        for group in techniques.get(reference.id, ())
    }
    return tuple(name for tactic, name in order.items() if tactic in found)


def incident(threats: Sequence[Threat], catalog: Catalog) -> Incident | None:
    """The first case told beside the threats that really happened; else the first that was shown to work."""
    cases = [catalog.precedents[one] for threat in threats for one in threat.precedents if one in catalog.precedents]
    found = next((one for one in cases if one.kind == "incident"), cases[0] if cases else None)
    return Incident(found.title, found.date, _address(found.references)) if found else None


def _address(references: Iterable[str]) -> str:
    for reference in references:
        if study := re.search(r"\bAML\.CS\d{4}\b", reference):
            return f"https://atlas.mitre.org/studies/{study[0]}"
        if paper := re.search(r"\barXiv[: ](\d{4}\.\d{4,5})\b", reference):
            return f"https://arxiv.org/abs/{paper[1]}"
    return ""


def _atlas(catalog: Catalog) -> tuple[FrameworkItem, ...]:
    manifest = catalog.frameworks.get(Framework.ATLAS)
    return manifest.items if manifest else ()


def _consequence(threat: Threat) -> str:
    return "".join(sorted(one.value for one in threat.stride)) or threat.aspect.value
