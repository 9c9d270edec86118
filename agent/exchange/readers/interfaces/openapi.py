"""Read an OpenAPI description (3.x; JSON or YAML): one part with its entry points and logins; nothing is fetched."""

from collections.abc import Iterator

from agent.errors import InputError
from agent.exchange.readers.derived_facts import personal_among
from agent.exchange.readers.external_parties import add_callers, elsewhere
from agent.exchange.readers.interfaces.authentication import read_logins
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.network_addresses import Reach, reach_of
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known, kind_of_part
from agent.exchange.readers.value_positions import Place
from knowledge.address_masking import shown_address
from knowledge.catalog import Catalog

_READING, _CHANGING = ("get", "head", "options", "trace"), ("post", "put", "patch", "delete")
_FILES = ("multipart/form-data", "application/octet-stream", "image/", "audio/", "video/", "application/pdf")
_HOPS, _MOST_NAMED = 10, 8
_KEPT = frozenset(("openapi", "info", "servers", "paths", "webhooks", "components", "security", "tags"))
_API = "api"


def read(data: Place, catalog: Catalog) -> Read:
    """The interface as a part; raises InputError with the place of what is wrong."""
    version = data.needed("openapi")
    if not version.startswith("3."):
        raise InputError(f"at /openapi: expected version 3.0, 3.1 or 3.2, found {version[:20]}")
    builder = Builder(Known(catalog))
    info = data.at("info")
    title, told = info.needed("title"), info.text("description")
    builder.describe(title, told.partition("\n\n")[0], told)
    calls = list(_calls(data, data.at("paths"), builder))
    reaches = [reach for one in data.items("servers") if (reach := reach_of(_served(one)))]
    builder.component(_API, title, data.at("info"), "", "", _summary(calls, reaches), kind_of_part(title),
                      marks=[mark for one in reaches for mark in one.marks])  # fmt: skip
    if calls:
        add_callers(_API, f"calls of {len(calls)} operations", data.at("paths"), builder, "answers")
    for name, one in data.at("webhooks").entries():
        _webhook(name, one, builder)
    _findings(data, calls, builder)
    public = any(not one.inside for one in reaches)
    required = bool(list(data.items("security"))) or any(list(one.items("security")) for _, _, one in calls)
    read_logins(data.at("components").at("securitySchemes"), _API, required, public, builder)
    if not reaches:
        builder.ask(f"Which part answers the calls of “{title[:80]}”? The description names no server.")
    builder.losses.leave_out("other parts of the file", [key for key in data.object() if key not in _KEPT])
    builder.losses.leave_out("operations in detail", [f"{verb.upper()} {path}" for verb, path, _ in calls],
                             "verbs and paths are counted, and the first are named")  # fmt: skip
    return builder.build()


Call = tuple[str, str, Place]
"""The verb, the path, and where the operation stands."""


def _served(one: Place) -> str:
    """The address of a server, its variables at their defaults."""
    address = one.text("url")
    for name, variable in one.at("variables").entries():
        address = address.replace(f"{{{name}}}", variable.text("default"))
    return "" if address.startswith("/") else address


def _calls(data: Place, paths: Place, builder: Builder) -> Iterator[Call]:
    for path, one in paths.entries():
        inner = _followed(one, data, builder)
        for verb in (*_READING, *_CHANGING):
            if isinstance(inner.value, dict) and isinstance(inner.at(verb).value, dict):
                yield verb, path, inner.at(verb)


def _followed(one: Place, data: Place, builder: Builder) -> Place:
    """What a reference within the file leads to; one to another file or a circle leads nowhere."""
    for _ in range(_HOPS):
        if not isinstance(one.value, dict) or not isinstance(one.value.get("$ref"), str):
            return one
        target = one.value["$ref"]
        if not target.startswith("#/"):
            builder.losses.leave_out("references to other files", (shown_address(target)[:80],), "they are not fetched")
            return Place({}, one.pointer)
        one = _at(target, data)
    return Place({}, one.pointer)


def _at(target: str, data: Place) -> Place:
    here = data
    for step in target[2:].split("/"):
        key = step.replace("~1", "/").replace("~0", "~")
        here = here.at(key) if isinstance(here.value, dict) else Place(None, here.pointer)
    return here if here.value is not None else Place({}, target[1:])


def _summary(calls: list[Call], reaches: list[Reach]) -> str:
    changing = [f"{verb.upper()} {path}" for verb, path, _ in calls if verb in _CHANGING]
    where = ", ".join(dict.fromkeys(f"{one.shown}{' without encryption' if one.plain else ''}" for one in reaches))
    told = [f"Interface with {len(calls)} operations."]
    told += [f"Reached at {where}."] if where else []
    more = f" and {len(changing) - _MOST_NAMED} more" if len(changing) > _MOST_NAMED else ""
    told += [f"Changes things: {', '.join(changing[:_MOST_NAMED])}{more}."] if changing else []
    return " ".join(told)


def _webhook(name: str, one: Place, builder: Builder) -> None:
    """A message that the system sends by itself, to an address that somebody registered."""
    elsewhere(one, builder)
    builder.actor(f"hook {name}", f"receiver of {name}", one, "other networks")
    builder.flow(f"hook {name} call", _API, f"hook {name}", one, f"webhook {name}")


def _findings(data: Place, calls: list[Call], builder: Builder) -> None:
    for _, _, one in calls:
        body = _followed(one.at("requestBody"), data, builder)
        if any(kind.startswith(_FILES) for kind, _ in body.at("content").entries()):
            builder.finds("api_upload", one)
        if one.at("responses").object().get("429") is not None:
            builder.finds("api_limits", one.at("responses").at("429"))
    for name, schema in data.at("components").at("schemas").entries():
        fields = schema.at("properties") if isinstance(schema.value, dict) else Place(None)
        found = list(personal_among(key for key, _ in fields.entries())) if isinstance(fields.value, dict) else []
        if found:
            builder.finds("personal_fields", schema)
            builder.asset(f"schema {name}", f"{name} ({', '.join(found[:5])})", schema, ("confidentiality",), (_API,))
