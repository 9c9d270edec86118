"""Read a CycloneDX bill of materials (1.5 to 1.7): models, data sets and services; packages are no parts here."""

from agent.errors import InputError
from agent.exchange.readers.external_parties import ELSEWHERE, elsewhere
from agent.exchange.readers.infrastructure.resource_types import kind_of_model
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.network_addresses import reach_of
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known, kind_of_part
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_VERSIONS = ("1.5", "1.6", "1.7")
_MODEL, _DATA = "machine-learning-model", "data"
_KEPT = frozenset(
    ("$schema", "bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "services",
     "dependencies")
)  # fmt: skip


def read(data: Place, catalog: Catalog) -> Read:
    """The models, data and services of a bill; raises InputError with the place of what is wrong."""
    version = data.needed("specVersion")
    if data.text("bomFormat") != "CycloneDX" or version not in _VERSIONS:
        raise InputError(f"at /specVersion: expected CycloneDX {', '.join(_VERSIONS)}, found {version[:20]}")
    builder = Builder(Known(catalog))
    about = data.at("metadata").at("component")
    builder.describe(about.text("name"), description=about.text("description"))
    _components(data, builder)
    for one in data.items("services"):
        _service(one, builder)
    if not builder.ids.keys() - {"system"}:
        raise InputError("at /components: expected a model, a data set or a service; it lists packages alone")
    for one in data.items("dependencies"):
        for other in one.texts("dependsOn"):
            if one.text("ref") in builder.ids and other in builder.ids:
                builder.flow(f"{one.pointer} {other}", one.text("ref"), other, one, "depends on it", inferred=True)
    builder.losses.leave_out("other parts of the bill", [key for key in data.object() if key not in _KEPT])
    return builder.build()


def _components(data: Place, builder: Builder) -> None:
    waiting = list(data.items("components"))
    if data.at("metadata").at("component").text("type") in (_MODEL, _DATA):
        waiting.insert(0, data.at("metadata").at("component"))
    every: list[Place] = []
    while waiting:
        one = waiting.pop(0)
        every.append(one)
        waiting.extend(one.items("components"))
    for one in every:
        if one.text("type") == _DATA:
            _data_set(_key(one), one.needed("name"), one, one.text("description"), builder)
    for one in every:
        if one.text("type") == _MODEL:
            _model(one, builder)
    packages = [one.text("name") or one.pointer for one in every if one.text("type") not in (_MODEL, _DATA)]
    builder.losses.leave_out("packages and other components", packages, "they are no parts of the system")


def _key(one: Place) -> str:
    return one.text("bom-ref") or one.pointer


def _model(one: Place, builder: Builder) -> None:
    card = one.at("modelCard")
    made, thoughts = card.at("modelParameters"), card.at("considerations")
    name = "/".join(filter(None, (one.text("group"), one.needed("name"))))
    tasks = [made.text("task"), one.text("description"), made.text("architectureFamily"), one.text("name")]
    kind = kind_of_model(tasks) or _generic(made, name, builder)
    said = [one.text("description"), _licences(one)]
    said += [f"Limits: {'; '.join(thoughts.texts('technicalLimitations'))}."] if _any(thoughts) else []
    builder.component(
        _key(one), name, one, "", "", " ".join(filter(None, said)), kind,
        marks=(f"model:{one.text('name').lower()}",), called=(one.text("name"),),
    )  # fmt: skip
    if "huggingface.co" in " ".join(ref.text("url") for ref in one.items("externalReferences")):
        builder.finds("published_model", one.at("externalReferences"))
    for place in made.items("datasets"):
        key = place.text("ref") or place.pointer
        if not place.text("ref"):
            _data_set(key, place.text("name") or "training data", place, place.text("description"), builder)
        if key in builder.ids:
            builder.flow(f"{place.pointer} training", key, _key(one), place, "training data")
        builder.finds("training_data", place)
    kept = ("users", "useCases", "technicalLimitations")
    builder.losses.leave_out("other thoughts on models", [key for key in thoughts.object() if key not in kept])


def _any(thoughts: Place) -> bool:
    return bool(thoughts.texts("technicalLimitations"))


def _licences(one: Place) -> str:
    found = [place.at("license").text("id") or place.at("license").text("name") or place.text("expression")
             for place in one.items("licenses")]  # fmt: skip
    return f"Licence {', '.join(filter(None, found))}." if any(found) else ""


def _generic(made: Place, name: str, builder: Builder) -> ComponentKind:
    """The kind of a model whose task says nothing: by its name, or one that predicts."""
    told = kind_of_part(name)
    if told in (ComponentKind.LANGUAGE_MODEL, ComponentKind.PREDICTIVE_MODEL):
        return told
    formats = {one.text("format") for one in (*made.items("inputs"), *made.items("outputs"))}
    builder.losses.fill("tasks of models", (name,), "taken as one that predicts")
    return ComponentKind.MEDIA_GENERATOR if formats & {"image", "video"} else ComponentKind.PREDICTIVE_MODEL


def _data_set(key: str, name: str, one: Place, does: str, builder: Builder) -> None:
    builder.component(key, name, one, "", "", does, ComponentKind.DATASET, marks=(f"data:{name.lower()}",))
    if one.at("sensitiveData").value:
        builder.finds("personal_data", one)


def _service(one: Place, builder: Builder) -> None:
    name = "/".join(filter(None, (one.text("group"), one.needed("name"))))
    outside = one.flag("x-trust-boundary")
    if outside:
        elsewhere(one, builder)
        builder.finds("outside_service", one)
    reaches = [reach for address in one.texts("endpoints") if (reach := reach_of(address))]
    told = [one.text("description")]
    told += [f"Reached at {', '.join(dict.fromkeys(reach.shown for reach in reaches))}."] if reaches else []
    told += ["Asks nobody who they are."] if one.at("authenticated").value is False else []
    kind = kind_of_part(name, "external" if outside else "")
    builder.component(
        _key(one), name, one, "", ELSEWHERE if outside else "", " ".join(filter(None, told)), kind,
        marks=[mark for reach in reaches for mark in reach.marks],
    )  # fmt: skip
    for place in one.items("data"):
        label = place.text("name") or place.text("classification")
        builder.losses.leave_out("data of services", (f"{name}: {place.text('flow')} {label}",))
