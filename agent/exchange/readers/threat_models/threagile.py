"""Read a Threagile model (YAML): assets with their links, trust boundaries, and the risks that people wrote down."""

import re

from agent.domain.system import AssumptionStatus
from agent.domain.threats import ControlStatus, ThreatStatus
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known, kind_of_part, status_of, stride_of
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_MEASURE = {"in-progress": ControlStatus.IN_PROGRESS, "in-discussion": ControlStatus.PLANNED,
            "mitigated": ControlStatus.DONE}  # fmt: skip
_TAG = re.compile(r"<[^<>]{1,40}>")
_NEEDS = ("confidentiality", "integrity", "availability")
_HIGH = ("confidential", "strictly-confidential", "critical", "mission-critical", "important")


def read(data: Place, catalog: Catalog) -> Read:
    """The model of a file; raises InputError with the place of what is wrong."""
    data.needed("threagile_version")
    builder = Builder(Known(catalog))
    told = [data.at(name).text("description") for name in ("business_overview", "technical_overview")]
    builder.describe(data.needed("title"), description="\n\n".join(filter(None, told)),
                     owner=data.at("author").text("name"))  # fmt: skip
    within = _boundaries(data, builder)
    assets = list(data.at("technical_assets").entries())
    for title, one in assets:
        _part(title, one, within, builder)
    for _, one in assets:
        for label, link in one.at("communication_links").entries():
            builder.flow(link.pointer, one.needed("id"), link.needed("target"), link, label)
    for title, one in data.at("data_assets").entries():
        key = one.needed("id")
        holders = [asset.needed("id") for _, asset in assets if key in asset.texts("data_assets_stored")]
        needs = tuple(need for need in _NEEDS if one.text(need) in _HIGH)
        builder.asset(key, title, one, needs, holders)
    _risks(data, builder)
    for question, answer in data.at("questions").entries():
        if isinstance(answer.value, str) and answer.value.strip():
            text = f"{question} {answer.value.strip()}"
            builder.assumption(answer.pointer, text, answer, AssumptionStatus.STANDING)
    kept = ("abuse_cases", "security_requirements", "shared_runtimes")
    builder.losses.leave_out("abuse cases, requirements and shared runtimes",
                             [key for name in kept for key, _ in data.at(name).entries()])  # fmt: skip
    return builder.build()


def _boundaries(data: Place, builder: Builder) -> dict[str, str]:
    """Every boundary; gives the one that each asset lies in."""
    within: dict[str, str] = {}
    for title, one in data.at("trust_boundaries").entries():
        key = one.needed("id")
        builder.boundary(f"boundary {key}", title, one)
        within |= {inside: f"boundary {key}" for inside in one.texts("technical_assets_inside")}
        builder.losses.leave_out("boundaries within boundaries", one.texts("trust_boundaries_nested"))
    return within


def _part(title: str, one: Place, within: dict[str, str], builder: Builder) -> None:
    key, sort, zone = one.needed("id"), one.text("type"), within.get(one.needed("id"), "")
    human = one.flag("used_as_client_by_human")
    if sort == "external-entity" and human:
        builder.actor(key, title, one, zone)
        return
    technology = one.text("technology") or next(iter(one.texts("technologies")), "")
    builder.component(key, title, one, "", zone, one.text("description"), _kind(title, technology, sort))


def _kind(title: str, technology: str, sort: str) -> ComponentKind:
    """What a part is: by its name, else by its technology, else by its sort."""
    for text in (title, technology):
        found = kind_of_part(text)
        if found is not ComponentKind.SERVICE:
            return found
    usual = {"datastore": ComponentKind.DATA_STORE, "external-entity": ComponentKind.EXTERNAL_SERVICE}
    if technology == "ai":
        return ComponentKind.LANGUAGE_MODEL
    return usual.get(sort, ComponentKind.SERVICE)


def _risks(data: Place, builder: Builder) -> None:
    tracked = dict(data.at("risk_tracking").entries())
    for title, one in data.at("individual_risk_categories").entries():
        category = one.needed("id")
        keys = []
        status = ""
        for _, risk in one.at("risks_identified").entries():
            asset = risk.text("most_relevant_technical_asset")
            key = f"{category}@{asset}"
            status = tracked[key].text("status") if key in tracked else ""
            why = tracked[key].text("justification") if key in tracked else ""
            builder.threat(
                risk.pointer, title, one.text("description"), risk, targets=(asset,), severity=risk.text("severity"),
                status=status_of(status) or ThreatStatus.OPEN, stride=stride_of((one.text("stride"),)), reason=why,
            )  # fmt: skip
            keys.append(risk.pointer)
        if keys and one.text("mitigation"):
            name = _TAG.sub("", one.text("action")) or title
            builder.control(f"{category} action", name, one, action=one.text("mitigation"), verify=one.text("check"),
                            threats=keys, status=_MEASURE.get(status, ControlStatus.PROPOSED))  # fmt: skip
