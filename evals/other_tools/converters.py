"""Read the threats of other tools' files, in each tool's own order, with the identifiers that they name."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evals.case_runs.transcript import Drafted
from evals.other_tools.identifiers import drafted_from, identifiers_in, texts_in

Json = Mapping[str, Any]


def threat_dragon(content: Json) -> Iterator[Drafted]:
    """Threat Dragon, versions 1 and 2: the threats of all diagram cells, by their numbers."""
    numbered: list[tuple[int, Drafted]] = []
    for diagram in _items(_map(content.get("detail")).get("diagrams")):
        cells = diagram.get("cells") or _map(diagram.get("diagramJson")).get("cells")
        for cell in _items(cells):
            data = _map(cell.get("data")) or cell
            for threat in _items(data.get("threats") or cell.get("threats")):
                number = threat.get("number")
                place = number if isinstance(number, int) else len(numbered) + 1
                numbered.append((place, _threat(threat, "title", component=_text(data.get("name")))))
    yield from (threat for _, threat in sorted(numbered, key=lambda pair: pair[0]))


def threat_composer(content: Json) -> Iterator[Drafted]:
    """Threat Composer: the threats in their display order, each with its statement as title."""
    threats = _items(content.get("threats"))
    for threat in sorted(threats, key=lambda one: _number(one.get("displayOrder"))):
        assets = [name for name in threat.get("impactedAssets") or [] if isinstance(name, str)]
        yield _threat(threat, "threatAction", "statement", component=", ".join(assets))


def otm(content: Json) -> Iterator[Drafted]:
    """Open Threat Model: the listed threats, with the parts that refer to them."""
    places: dict[str, list[str]] = {}
    for part in _items(content.get("components")) + _items(content.get("dataflows")):
        for link in _items(part.get("threats")):
            places.setdefault(_text(link.get("threat")), []).append(_text(part.get("name")))
    for threat in _items(content.get("threats")):
        yield _threat(threat, "name", component=", ".join(places.get(_text(threat.get("id")), [])))


def pytm(content: Json) -> Iterator[Drafted]:
    """pytm: the findings of a report, as objects or as plain lines."""
    for finding in content.get("findings") or []:
        if isinstance(finding, str):
            yield drafted_from(finding, identifiers_in(finding))
        elif isinstance(finding, Mapping):
            component = _text(finding.get("target")) or _text(finding.get("element"))
            yield _threat(finding, "description", "details", component=component)


def stride_gpt(content: Json) -> Iterator[Drafted]:
    """STRIDE GPT: the table of the app, or the report of its command line with subsystems."""
    for threat in _items(content.get("threat_model")):
        yield _threat(threat, "Scenario", "scenario", component=_text(threat.get("Component")))
    for part in _items(content.get("subsystems")):
        for threat in _items(part.get("threats")):
            yield _threat(threat, "Scenario", component=_text(part.get("name")))
    for threat in _items(content.get("cross_cutting_threats")):
        yield _threat(threat, "Scenario", component=", ".join(texts_in(threat.get("Affected Subsystems"))))


CONVERTERS: Mapping[str, Callable[[Json], Iterator[Drafted]]] = {
    "threat_dragon": threat_dragon,
    "threat_composer": threat_composer,
    "otm": otm,
    "pytm": pytm,
    "stride_gpt": stride_gpt,
}
"""The converters by the name of their tool."""


def recognised(content: Json) -> str:
    """The tool that wrote a file, by its keys; empty where none fits."""
    if "summary" in content and "detail" in content:
        return "threat_dragon"
    if "otmVersion" in content:
        return "otm"
    if "threat_model" in content or {"subsystems", "cross_cutting_threats"} <= set(content):
        return "stride_gpt"
    if "findings" in content and ("elements" in content or "boundaries" in content):
        return "pytm"
    if "threats" in content and ("applicationInfo" in content or "schema" in content):
        return "threat_composer"
    return ""


def _threat(threat: Json, *titles: str, component: str = "") -> Drafted:
    """A threat with the first title it has and every identifier that any of its texts names."""
    title = next((_text(threat.get(name)) for name in titles if threat.get(name)), "")
    ids = [name for text in texts_in(dict(threat)) for name in identifiers_in(text)]
    return drafted_from(title, ids, component)


def _items(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _map(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else float("inf")
