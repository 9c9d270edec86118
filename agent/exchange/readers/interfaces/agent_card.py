"""Read an A2A agent card (0.3 and 1.0): the agent, its skills, where it is reached, and how callers sign in."""

from agent.errors import InputError
from agent.exchange.readers.external_parties import add_callers
from agent.exchange.readers.interfaces.authentication import read_logins
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.network_addresses import reach_of
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_KEPT = frozenset(
    ("name", "description", "url", "version", "protocolVersion", "skills", "capabilities", "provider", "signatures",
     "additionalInterfaces", "supportedInterfaces", "preferredTransport", "securitySchemes", "security",
     "securityRequirements", "defaultInputModes", "defaultOutputModes", "documentationUrl", "iconUrl")
)  # fmt: skip
_AGENT = "agent"


def read(data: Place, catalog: Catalog) -> Read:
    """The agent of a card; raises InputError with the place of what is wrong."""
    builder = Builder(Known(catalog))
    _check_version(data)
    name, told = data.needed("name"), data.text("description")
    builder.describe(name, told, told, data.at("provider").text("organization"))
    interfaces = _interfaces(data)
    reaches = [reach for one, key in interfaces if (reach := reach_of(one.text(key)))]
    where = "" if not reaches else f" Reached at {', '.join(dict.fromkeys(one.shown for one in reaches))}."
    builder.component(
        _AGENT, name, data.at("name"), "", "", f"{told}{where}".strip(), ComponentKind.AGENT,
        marks=[mark for one in reaches for mark in one.marks],
    )  # fmt: skip
    for one in data.items("skills"):
        _skill(one, builder)
    modes = ", ".join((*data.texts("defaultInputModes"),)[:6])
    entry = interfaces[0][0] if interfaces else data.at("name")
    add_callers(_AGENT, f"tasks ({modes})" if modes else "tasks", entry, builder, "results")
    if data.at("capabilities").flag("pushNotifications"):
        place = data.at("capabilities").at("pushNotifications")
        builder.flow("push", _AGENT, "callers from outside", place, "notices to an address that the caller names")
    builder.finds("agents_outside", data.at("skills"))
    required = bool(list(data.items("security"))) or bool(list(data.items("securityRequirements")))
    public = any(not one.inside for one in reaches)
    read_logins(data.at("securitySchemes"), _AGENT, required, public, builder)
    signed = bool(list(data.items("signatures")))
    builder.finds("signed_card" if signed else "unsigned_card", data.at("signatures"))
    builder.losses.leave_out("other parts of the card", [key for key in data.object() if key not in _KEPT])
    return builder.build()


def _check_version(data: Place) -> None:
    """Raise InputError where a card is of a version that is not read."""
    version = data.text("protocolVersion")
    known = version.startswith(("0.2", "0.3", "1."))
    if version and not known:
        raise InputError(f"at /protocolVersion: expected a card of A2A 0.3 or 1.0, found {version[:20]}")
    if not version and data.at("supportedInterfaces").value is None and not data.text("url"):
        raise data.problem("a card with a url (A2A 0.3) or supportedInterfaces (A2A 1.0)")


def _interfaces(data: Place) -> list[tuple[Place, str]]:
    """Where the agent is reached, the preferred one first, each with the key that holds the address."""
    own = [(data, "url")] if data.text("url") else []
    more = [*data.items("supportedInterfaces"), *data.items("additionalInterfaces")]
    return [*own, *((one, "url") for one in more)]


def _skill(one: Place, builder: Builder) -> None:
    key = f"skill {one.needed('id')}"
    builder.component(
        key, one.text("name") or one.needed("id"), one, "", "", one.text("description"), ComponentKind.TOOL
    )
    builder.flow(f"{key} call", _AGENT, key, one, "use of the skill")
    examples = [f"{one.text('id')} {number}" for number, _ in enumerate(one.texts("examples"), 1)]
    builder.losses.leave_out("examples of skills", examples)
