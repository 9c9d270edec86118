"""Threats as a layer of the ATLAS Navigator: each technique with the highest total of its threats."""

import re
from collections.abc import Callable
from typing import Any

from agent.domain.threats import Threat
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.losses import Export, Losses
from agent.exchange.interchange.words import CLOSED, as_json, of_framework
from knowledge.catalog import Catalog
from knowledge.publications.frameworks import FrameworkItem
from knowledge.vocabulary import Framework

_PALE, _DARK = "#eef3fb", "#08306b"
_MOST_COMMENT = 2_000


def to_navigator(dossier: Dossier) -> Export:
    """The layer of current risk: what is in place counts."""
    return _layer(dossier, "current risk", lambda threat: threat.rating.total)


def to_navigator_inherent(dossier: Dossier) -> Export:
    """The layer of inherent risk: as if no measure were in place."""
    return _layer(dossier, "inherent risk", lambda threat: threat.inherent_rating.total)


def _layer(dossier: Dossier, what: str, total: Callable[[Threat], float]) -> Export:
    model, catalog = dossier.model, dossier.catalog
    losses = Losses(model)
    losses.drop_all_but("threats")
    told = [one for one in model.threats if one.status not in CLOSED]
    losses.leave_out("threats that are not open", (one.id for one in model.threats if one.status in CLOSED))
    mapped = [one for one in told if of_framework(one, Framework.ATLAS)]
    names = {one.id for one in mapped}
    losses.leave_out("threats without a technique of MITRE ATLAS", (one.id for one in told if one.id not in names))
    losses.squeeze(
        "threats", names and [one.id for one in mapped], "as comments on techniques; statements are left out"
    )
    losses.squeeze("totals", [one.id for one in mapped], "from 0 to 100, the highest of a technique's threats")
    found = _techniques(mapped, catalog, losses)
    layer = {
        "name": f"{dossier.title}: {what}",
        "versions": {"layer": "4.5", "navigator": "5.1.0"},
        "domain": "atlas-atlas",
        "description": f"DREAD totals times ten ({what}), the highest of the open threats of each technique.",
        "metadata": [{"name": "atlas_data_version", "value": _edition(catalog)}],
        "sorting": 3,
        "layout": {"layout": "side", "showID": True, "showName": True},
        "hideDisabled": False,
        "techniques": [row for item, threats in found for row in _rows(item, threats, catalog, total, losses)],
        "gradient": {"colors": [_PALE, _DARK], "minValue": 0, "maxValue": 100},
        "legendItems": [
            {"label": f"low {what} (0)", "color": _PALE},
            {"label": f"high {what} (100)", "color": _DARK},
        ],
    }
    return Export(as_json(layer), losses.report())


def tactic_names(item: FrameworkItem, catalog: Catalog) -> tuple[str, ...]:
    """The short names of the tactics a technique belongs to, such as ``ai-attack-staging``."""
    tactics = [catalog.item(f"atlas:{group}") for group in item.groups]
    return tuple(re.sub(r"[^a-z]+", "-", tactic.name.lower()) for tactic in tactics if tactic.kind == "tactic")


def _edition(catalog: Catalog) -> str:
    return catalog.frameworks[Framework.ATLAS].edition if Framework.ATLAS in catalog.frameworks else "unknown"


def _techniques(mapped: list[Threat], catalog: Catalog, losses: Losses) -> list[tuple[FrameworkItem, list[Threat]]]:
    """Every technique and sub-technique with its threats, and the parents of the latter, in the order of ids."""
    grouped: dict[str, list[Threat]] = {}
    for threat in mapped:
        for one in of_framework(threat, Framework.ATLAS):
            if not catalog.has_reference(one):
                losses.leave_out("techniques that are not in this catalog", (one.id,))
                continue
            item = catalog.item(one.key)
            if item.kind not in ("technique", "subtechnique"):
                losses.leave_out("references to tactics and mitigations", (one.id,))
                continue
            grouped.setdefault(item.id, []).append(threat)
            if item.parent:
                grouped.setdefault(item.parent, [])
    return [(catalog.item(f"atlas:{name}"), grouped[name]) for name in sorted(grouped)]


def _rows(
    item: FrameworkItem, threats: list[Threat], catalog: Catalog, total: Callable[[Threat], float], losses: Losses
) -> list[dict[str, Any]]:
    """A row for each tactic; a sub-technique is shown under its parent and has none of its own."""
    row: dict[str, Any] = {"techniqueID": item.id, "enabled": True, "showSubtechniques": True}
    if threats:
        words = "; ".join(f"{one.id} {one.title}" for one in threats)
        row["score"] = round(max(map(total, threats)) * 10)
        row["comment"] = losses.cut("comments", item.id, words, _MOST_COMMENT)
        row["metadata"] = [{"name": "threat", "value": f"{one.id} {one.status.value}"} for one in threats]
    if item.parent:
        del row["showSubtechniques"]
        return [row]
    return [{**row, "tactic": tactic} for tactic in tactic_names(item, catalog)] or [row]
