"""Read a workspace of AWS Threat Composer (schema 1): threats, measures and assumptions; its architecture is text."""

import re

from agent.domain.system import AssumptionStatus
from agent.domain.threats import ControlStatus, ThreatStatus
from agent.errors import InputError
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known, stride_of
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import DreadFactor

_STATUS = {
    "threatIdentified": ThreatStatus.OPEN, "threatResolved": ThreatStatus.MITIGATED,
    "threatResolvedNotUseful": ThreatStatus.DISMISSED,
}  # fmt: skip
_MEASURE = {
    "mitigationIdentified": ControlStatus.PROPOSED, "mitigationInProgress": ControlStatus.IN_PROGRESS,
    "mitigationResolved": ControlStatus.DONE, "mitigationResolvedWillNotAction": ControlStatus.REJECTED,
}  # fmt: skip
_LEVEL = re.compile(r"(damage|reproducibility|exploitability|affected users|discoverability) (\d{1,2})")


def read(data: Place, catalog: Catalog) -> Read:
    """The model of a workspace; raises InputError with the place of what is wrong."""
    schema = data.number("schema")
    if schema != 1:
        raise InputError(f"at /schema: expected a workspace of schema 1, found {schema}")
    builder = Builder(Known(catalog))
    about = data.at("applicationInfo")
    told = [about.text("description"), *(data.at(one).text("description") for one in ("architecture", "dataflow"))]
    builder.describe(about.text("name"), description="\n\n".join(filter(None, told)))
    pictures = [one for one in ("architecture", "dataflow") if data.at(one).text("image")]
    builder.losses.leave_out("pictures", pictures, "they are not read")
    for one in data.items("assumptions"):
        builder.assumption(_key(one, "A"), one.needed("content"), one, _standing(one), "")
    for one in data.items("threats"):
        _threat(one, builder)
    links: dict[str, list[str]] = {}
    for link in data.items("mitigationLinks"):
        links.setdefault(link.needed("mitigationId"), []).append(link.needed("linkedId"))
    for one in data.items("mitigations"):
        _mitigation(one, links.get(one.needed("id"), []), builder)
    between = [link.text("assumptionId") for link in data.items("assumptionLinks")]
    builder.losses.leave_out("links between assumptions and threats or measures", between)
    return builder.build()


def _key(one: Place, letter: str) -> str:
    """An id of ours from the number that the workspace shows."""
    number = one.number("numericId")
    if number is None:
        raise one.at("numericId").problem("a number")
    return f"{letter}-{int(number):03d}" if letter == "T" else f"{letter}-{int(number)}"


def _metadata(one: Place) -> dict[str, Place]:
    return {entry.needed("key"): entry for entry in one.items("metadata")}


def _said(notes: dict[str, Place], key: str) -> str:
    """What an entry of the metadata says; several texts in one line."""
    if key not in notes:
        return ""
    several = isinstance(notes[key].at("value").value, list)
    return ", ".join(notes[key].texts("value")) if several else notes[key].text("value")


def _standing(one: Place) -> AssumptionStatus:
    """What a comment says of an assumption, where it is a single word of ours."""
    comments = _metadata(one).get("Comments")
    first = comments.text("value").partition(".")[0].lower() if comments else ""
    known = {status.value: status for status in AssumptionStatus}
    return known.get(first, AssumptionStatus.STANDING)


def _threat(one: Place, builder: Builder) -> None:
    notes = _metadata(one)
    statement = one.text("statement") or _grammar(one)
    title = _said(notes, "custom:title")
    status = one.text("status") or "threatIdentified"
    if status not in _STATUS:
        raise one.at("status").problem(f"one of {', '.join(_STATUS)}")
    key = _key(one, "T")
    builder.threat(
        key, title or _short(one.text("threatAction") or statement), statement, one,
        severity=_said(notes, "Priority"), levels=_levels(notes),
        status=_STATUS[status], stride=stride_of(notes["STRIDE"].texts("value") if "STRIDE" in notes else ()),
        tags=one.texts("tags"), reason=_said(notes, "Comments"),
    )  # fmt: skip
    builder.alias(one.needed("id"), key)


def _grammar(one: Place) -> str:
    """The statement put together from its parts, where the workspace has them alone."""
    source, action, impact = (one.text(name) for name in ("threatSource", "threatAction", "threatImpact"))
    before = one.text("prerequisites")
    told = " ".join(filter(None, (source, before, f"can {action}" if action else "")))
    return f"{told}, which leads to {impact}" if impact and told else told or impact


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:99].rsplit(' ', 1)[0]}…"


def _levels(notes: dict[str, Place]) -> dict[str, dict[str, int]] | None:
    """The levels in the line of scores that Threatparley writes."""
    line = _said(notes, "custom:dread")
    levels = {name.replace(" ", "_"): int(level) for name, level in _LEVEL.findall(line)}
    if len(levels) != len(DreadFactor):
        return None
    return {"inherent": levels, "current": levels, "target": levels}


def _mitigation(one: Place, threats: list[str], builder: Builder) -> None:
    content, status = one.needed("content"), one.text("status") or "mitigationIdentified"
    if status not in _MEASURE:
        raise one.at("status").problem(f"one of {', '.join(_MEASURE)}")
    title = content.partition(": ")[0] if len(content.partition(": ")[0]) <= 160 else _short(content)
    action = content if title == content or not content.startswith(f"{title}: ") else content[len(title) + 2 :]
    builder.control(
        _key(one, "M"), title, one, action="" if action == title else action, threats=threats, status=_MEASURE[status]
    )
