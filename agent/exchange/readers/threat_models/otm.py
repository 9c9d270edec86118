"""Read an Open Threat Model document (OTM 0.1 and 0.2)."""

from agent.domain.system import AssumptionStatus
from agent.domain.threats import ControlStatus, ThreatStatus
from agent.errors import InputError
from agent.exchange.interchange.otm import ACTOR, OUTSIDE
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known, status_of, stride_of
from agent.exchange.readers.threat_models.severity_levels import split
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import DreadFactor

_MEASURE = {
    "recommended": ControlStatus.PROPOSED, "required": ControlStatus.PLANNED, "implemented": ControlStatus.DONE,
    "rejected": ControlStatus.REJECTED,
}  # fmt: skip
_VECTOR = ("D", "R", "E", "A", "Di")
_PEOPLE = ("actor", "user", "person", "external-actor")


def read(data: Place, catalog: Catalog) -> Read:
    """The model of a document; raises InputError with the place of what is wrong."""
    version = data.needed("otmVersion")
    if not version.startswith("0."):
        raise InputError(f"at /otmVersion: expected version 0.1 or 0.2, found {version[:20]}")
    project = data.at("project")
    builder = Builder(Known(catalog))
    about = project.at("attributes")
    told = about.text("told") or project.text("description")
    builder.describe(project.needed("name"), about.text("purpose"), told, project.text("owner"))
    zones = [one for one in data.items("trustZones") if one.needed("id") != OUTSIDE]
    for one in zones:
        builder.boundary(one.needed("id"), one.needed("name"), one, one.at("risk").number("trustRating"))
    nested = [one.needed("name") for one in zones if one.at("parent").value]
    builder.losses.leave_out("zones within zones", nested, "each stands on its own")
    components = list(data.items("components"))
    lies = {one.needed("id"): one for one in components}
    for one in components:
        _component(one, lies, builder)
    for one in data.items("dataflows"):
        _flow(one, builder)
    held: dict[str, list[str]] = {}
    for one in components:
        for name in (*one.at("assets").texts("stored"), *one.at("assets").texts("processed")):
            held.setdefault(name, []).append(one.needed("id"))
    for one in data.items("assets"):
        needs = one.at("attributes").texts("needs")
        needs = needs or tuple(
            need for need, level in one.at("risk").entries() if need in _NEEDS and (level.value or 0) > 0
        )
        builder.asset(one.needed("id"), one.needed("name"), one, needs, held.get(one.needed("id"), ()))
    for text in about.items("assumptions"):
        words = str(text.value).partition(" ")
        builder.assumption(words[0], words[2].rpartition(" (")[0] or str(text.value), text, _standing(str(text.value)))
    _threats_and_measures(data, components, builder)
    return builder.build()


_NEEDS = ("confidentiality", "integrity", "availability")


def _threats_and_measures(data: Place, components: list[Place], builder: Builder) -> None:
    at, states, measured = _instances([*components, *data.items("dataflows")])
    for one in data.items("threats"):
        _threat(one, at, states, builder)
    for one in data.items("mitigations"):
        key = one.needed("id")
        acting, state = measured.get(key, ([], ""))
        about = one.at("attributes")
        named = about.text("status")
        known = {status.value: status for status in ControlStatus}
        builder.control(
            key, one.needed("name"), one, action=one.text("description"), verify=about.text("verify"),
            threats=about.texts("threats") or acting,
            status=known.get(named) or _MEASURE.get(state.lower(), ControlStatus.PROPOSED),
        )  # fmt: skip


def _component(one: Place, lies: dict[str, Place], builder: Builder) -> None:
    key, kind, about = one.needed("id"), one.text("type"), one.at("attributes")
    zone = _zone(one, lies)
    called = about.texts("called")
    if kind.lower() in _PEOPLE or kind == ACTOR:
        builder.actor(key, one.needed("name"), one, zone, about.flag("trusted"), called)
        return
    builder.component(
        key,
        one.needed("name"),
        one,
        kind,
        zone,
        one.text("description"),
        inferred=about.flag("inferred"),
        called=called,
    )


def _zone(one: Place, lies: dict[str, Place]) -> str:
    """The zone of a component, or of the one it lies in; raises InputError where that goes round in a circle."""
    seen: set[str] = set()
    while True:
        parent = one.at("parent")
        zone, within = parent.text("trustZone"), parent.text("component")
        if zone or not within:
            return zone
        if within in seen or within not in lies:
            raise parent.at("component").problem("the id of another component")
        seen.add(within)
        one = lies[within]


def _flow(one: Place, builder: Builder) -> None:
    about, key = one.at("attributes"), one.needed("id")
    ours = about.at("label").value is not None
    label = about.text("label") if ours else one.text("name")
    source, target = one.needed("source"), one.needed("destination")
    builder.flow(key, source, target, one, label, about.flag("untrusted"), about.flag("inferred"))
    if one.flag("bidirectional"):
        builder.flow(f"{key} back", target, source, one, label)


def _standing(text: str) -> AssumptionStatus:
    last = text.rpartition("(")[2].rstrip(")")
    return AssumptionStatus(last) if last in {one.value for one in AssumptionStatus} else AssumptionStatus.STANDING


def _instances(
    parts: list[Place],
) -> tuple[dict[str, list[str]], dict[str, str], dict[str, tuple[list[str], str]]]:
    """Where each threat hangs and how it stands there, and which threats each measure acts on."""
    at: dict[str, list[str]] = {}
    states: dict[str, str] = {}
    measured: dict[str, tuple[list[str], str]] = {}
    for part in parts:
        for one in part.items("threats"):
            threat = one.needed("threat")
            at.setdefault(threat, []).append(part.needed("id"))
            states.setdefault(threat, one.text("state"))
            for each in one.items("mitigations"):
                name = each.text("mitigation")
                acting, state = measured.get(name, ([], each.text("state")))
                measured[name] = ([*acting, threat], state)
    return at, states, measured


def _threat(one: Place, at: dict[str, list[str]], states: dict[str, str], builder: Builder) -> None:
    key, about, risk = one.needed("id"), one.at("attributes"), one.at("risk")
    likelihood, impact = risk.number("likelihood"), risk.number("impact")
    levels = _levels(about) or split(_tenth(likelihood), _tenth(impact))
    state = about.text("status") or states.get(key, "")
    builder.threat(
        key, one.needed("name"), one.text("description"), one, targets=about.texts("targets") or at.get(key, ()),
        levels=levels, status=status_of(state) or ThreatStatus.OPEN, stride=stride_of(one.texts("categories")),
        tags=one.texts("tags"), reason=about.text("decision").partition(": ")[2].partition("; ")[0],
    )  # fmt: skip


def _levels(about: Place) -> dict[str, dict[str, int]] | None:
    """The three scores that Threatparley notes as vectors such as ``D:9/R:7/E:5/A:7/Di:7``."""
    found = {}
    for name in ("inherent", "current", "target"):
        parts = dict(part.partition(":")[::2] for part in about.text(f"dread_{name}").split("/"))
        if not all(parts.get(letter, "").isdigit() for letter in _VECTOR):
            return None
        found[name] = {factor.value: int(parts[letter]) for factor, letter in zip(DreadFactor, _VECTOR, strict=True)}
    return found


def _tenth(risk: float | None) -> int:
    """A level of 0 to 10 from one of 100; the middle where there is none."""
    return 5 if risk is None else round(min(100.0, max(0.0, risk)) / 10)
