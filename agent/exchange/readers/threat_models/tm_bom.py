"""Read a document of the OWASP Threat Model Library (TM-BOM, schema 1)."""

from agent.domain.system import AssumptionStatus
from agent.domain.threats import ControlStatus, ThreatStatus
from agent.exchange.interchange.tm_bom import EXTENSION, IMPACT, LIKELIHOOD, OUTSIDE
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known, kind_of_part, stride_of
from agent.exchange.readers.threat_models.severity_levels import split
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind, DreadFactor

_MEASURE = {
    "assumed": ControlStatus.PROPOSED, "active": ControlStatus.DONE, "suggested": ControlStatus.PROPOSED,
    "under_review": ControlStatus.PROPOSED, "approved": ControlStatus.PLANNED, "scheduled": ControlStatus.IN_PROGRESS,
    "retired": ControlStatus.REJECTED, "wont_do": ControlStatus.REJECTED,
}  # fmt: skip
_VALIDITY = {
    "unconfirmed": AssumptionStatus.STANDING, "confirmed": AssumptionStatus.CONFIRMED,
    "rejected": AssumptionStatus.REJECTED,
}  # fmt: skip


def read(data: Place, catalog: Catalog) -> Read:
    """The model of a document; raises InputError with the place of what is wrong."""
    data.needed("version")
    scope, own = data.at("scope"), data.at("extensions").at(EXTENSION)
    builder = Builder(Known(catalog))
    about = own.at("system")
    builder.describe(scope.needed("title"), scope.text("description"), data.text("description"), about.text("owner"))
    _architecture(data, own, builder)
    for one in data.items("data_sets"):
        ours = own.at("assets").at(one.needed("symbolic_name"))
        held = ours.texts("held_by") or tuple(place.text("data_store") for place in one.items("placements"))
        builder.asset(one.needed("symbolic_name"), one.needed("title"), one, ours.texts("needs"), held)
    for one in data.items("assumptions"):
        key = next(iter(one.texts("topics")), one.pointer)
        source = own.at("assumptions").at(key).text("source")
        standing = _VALIDITY.get(one.text("validity"), AssumptionStatus.STANDING)
        builder.assumption(key, one.needed("description"), one, standing, source)
    risks = _risks(data)
    for one in data.items("threats"):
        _threat(one, own, risks, builder)
    for one in data.items("controls"):
        _control(one, own, builder)
    personas = [one.text("title") for one in data.items("threat_personas") if one.text("symbolic_name") != "whoever"]
    builder.losses.leave_out("threat personas", personas)
    return builder.build()


def _architecture(data: Place, own: Place, builder: Builder) -> None:
    for one in data.items("trust_zones"):
        key = one.needed("symbolic_name")
        if key != OUTSIDE:
            builder.boundary(key, one.needed("title"), one, own.at("zones").at(key).number("trust"))
    for one in data.items("actors"):
        key = one.needed("symbolic_name")
        ours = own.at("people").at(key)
        inside = one.text("type") in ("engineer", "administrator", "power_user")
        trusted = ours.flag("trusted") if ours.value else inside
        builder.actor(key, one.needed("title"), one, one.text("trust_zone"), trusted, ours.texts("called"))
    for name in ("components", "data_stores"):
        for one in data.items(name):
            _part(one, name == "data_stores", own, builder)
    for one in data.items("data_flows"):
        _flow(one, own, builder)


def _part(one: Place, store: bool, own: Place, builder: Builder) -> None:
    key = one.needed("symbolic_name")
    ours = own.at("parts").at(key)
    kind = ours.text("kind")
    hint = " ".join(filter(None, (one.text("vendor"), one.text("product"))))
    if store and not hint:
        hint = one.needed("title") if _names_a_store(one.needed("title")) else "store"
    builder.component(
        key, one.needed("title"), one, kind or hint, one.text("trust_zone"), one.text("description"),
        inferred=ours.flag("inferred"), called=ours.texts("called"),
    )  # fmt: skip


def _names_a_store(title: str) -> bool:
    kinds = (
        ComponentKind.VECTOR_STORE,
        ComponentKind.DATASET,
        ComponentKind.MODEL_REGISTRY,
        ComponentKind.SECRET_STORE,
    )
    return kind_of_part(title) in kinds


def _flow(one: Place, own: Place, builder: Builder) -> None:
    key = one.needed("symbolic_name")
    ours = own.at("flows").at(key)
    ends = [one.at(end).needed("object") for end in ("source", "destination")]
    label = ours.text("label") if ours.value else one.needed("title")
    builder.flow(key, ends[0], ends[1], one, label, ours.flag("untrusted"), ours.flag("inferred"))


def _risks(data: Place) -> dict[str, Place]:
    """The first risk of each threat."""
    found: dict[str, Place] = {}
    for one in data.items("risks"):
        for threat in one.texts("threats"):
            found.setdefault(threat, one)
    return found


def _threat(one: Place, own: Place, risks: dict[str, Place], builder: Builder) -> None:
    key = one.needed("symbolic_name")
    ours = own.at("threats").at(key)
    known = {status.value: status for status in ThreatStatus}
    builder.threat(
        key, one.needed("title"), one.text("description"), one,
        targets=ours.texts("targets") or one.texts("components_affected"),
        levels=_levels(ours) or _from_risk(risks.get(key)), status=known.get(ours.text("status"), ThreatStatus.OPEN),
        stride=stride_of(ours.texts("stride")), tags=ours.texts("keys"),
        reason=ours.text("decision").partition(": ")[2].partition("; ")[0],
    )  # fmt: skip
    items = [f"CWE-{each.text('cwe_id')}" for each in one.items("weaknesses")]
    items += [f"CAPEC-{each.text('capec_id')}" for each in one.items("attack_mechanisms")]
    builder.losses.leave_out("weaknesses and attack mechanisms of threats", items)


def _levels(ours: Place) -> dict[str, dict[str, int]] | None:
    if ours.at("dread").value is None:
        return None
    current = {one.value: int(ours.at("dread").number(one.value) or 0) for one in DreadFactor}
    found = {"current": current}
    for name in ("inherent", "target"):
        each = ours.at(name)
        found[name] = {one.value: int(each.number(one.value) or 0) for one in DreadFactor} if each.value else current
    return found


def _from_risk(risk: Place | None) -> dict[str, dict[str, int]] | None:
    """Levels from the five steps of likelihood and impact: twice the step, less one."""
    if risk is None:
        return None
    words = (risk.needed("likelihood"), risk.needed("impact"))
    for word, steps, name in ((words[0], LIKELIHOOD, "likelihood"), (words[1], IMPACT, "impact")):
        if word not in steps:
            raise risk.at(name).problem(f"one of {', '.join(steps)}")
    often, bad = 2 * LIKELIHOOD.index(words[0]) + 1, 2 * IMPACT.index(words[1]) + 1
    return split(often, bad)


def _control(one: Place, own: Place, builder: Builder) -> None:
    key = one.needed("symbolic_name")
    ours = own.at("measures").at(key)
    known = {status.value: status for status in ControlStatus}
    status = one.needed("status")
    if status not in _MEASURE:
        raise one.at("status").problem(f"one of {', '.join(_MEASURE)}")
    builder.control(
        key, one.needed("title"), one, action=one.text("description"), verify=ours.text("verify"),
        threats=one.texts("threats"), status=known.get(ours.text("status")) or _MEASURE[status],
    )  # fmt: skip
