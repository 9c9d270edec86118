"""Read the input file of pytm: boundaries, elements and flows by name; threats stand in no such file."""

from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known, kind_of_part
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_KINDS = {
    "LLM": ComponentKind.LANGUAGE_MODEL, "Agent": ComponentKind.AGENT,
    "ExternalEntity": ComponentKind.EXTERNAL_SERVICE,
}  # fmt: skip


def read(data: Place, catalog: Catalog) -> Read:
    """The architecture of a file; raises InputError with the place of what is wrong."""
    builder = Builder(Known(catalog))
    builder.describe(data.needed("name"), description=data.text("description"))
    for one in data.items("boundaries"):
        builder.boundary(f"boundary {one.needed('name')}", one.needed("name"), one)
    for one in data.items("elements"):
        name, kind = one.needed("name"), one.text("__class__")
        if name in builder.ids:
            raise one.at("name").problem(f"a name that stands once; {name[:40]!r} stands twice")
        zone = one.at("inBoundary")
        within = zone.text("name") if isinstance(zone.value, dict) else one.text("inBoundary")
        if kind == "Actor":
            builder.actor(name, name, one, f"boundary {within}")
        else:
            builder.component(name, name, one, "", f"boundary {within}", one.text("description"), _kind(kind, name))
    for one in data.items("flows"):
        builder.flow(one.pointer, one.needed("source"), one.needed("sink"), one, one.text("name"))
    for one in data.items("data"):
        builder.asset(one.pointer, one.needed("name"), one)
    return builder.build()


def _kind(named: str, name: str) -> ComponentKind:
    """The kind of an element; of a plain server, process or store its name tells more."""
    guessed = kind_of_part(name)
    if named == "Datastore" and guessed is ComponentKind.SERVICE:
        return ComponentKind.DATA_STORE
    return _KINDS.get(named, guessed)
