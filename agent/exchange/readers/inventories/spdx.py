"""Read an SPDX 3 document (JSON-LD): AI packages and data sets with what trains what; other packages are no parts."""

from agent.errors import InputError
from agent.exchange.readers.infrastructure.resource_types import kind_of_model
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_MODEL, _DATA = "ai_AIPackage", "dataset_DatasetPackage"
_CONTAINS, _TRAINED = "contains", ("trainedOn", "testedOn", "finetunedOn", "dependsOn")


def read(data: Place, catalog: Catalog) -> Read:
    """The models and data sets of a document; raises InputError with the place of what is wrong."""
    things = list(data.items("@graph"))
    version = next((one.text("specVersion") for one in things if one.text("specVersion")), "")
    if not version.startswith("3."):
        raise InputError(f"at /@graph: expected SPDX 3, found {version[:20] or 'no specVersion'}")
    packages = [one for one in things if one.text("type") in (_MODEL, _DATA)]
    if not packages:
        raise InputError("at /@graph: expected an AI package or a data set; it lists other packages alone")
    builder = Builder(Known(catalog))
    builder.describe("")
    for one in packages:
        _model(one, builder) if one.text("type") == _MODEL else _data_set(one, builder)
    _trained(things, builder)
    others = [one.text("name") or one.text("type") for one in things if one.text("type").startswith("software_")]
    builder.losses.leave_out("files and other packages", others, "they are no parts of the system")
    return builder.build()


def _model(one: Place, builder: Builder) -> None:
    name = one.needed("name")
    kind = kind_of_model((*one.texts("ai_domain"), *one.texts("ai_typeOfModel")))
    if kind is None:
        builder.losses.fill("tasks of models", (name,), "taken as one that predicts")
    limits = one.text("ai_limitation")
    told = [one.text("description"), one.text("ai_informationAboutApplication"), f"Limits: {limits}" if limits else ""]
    builder.component(one.needed("spdxId"), name, one, "", "", " ".join(filter(None, told)),
                      kind or ComponentKind.PREDICTIVE_MODEL, marks=(f"model:{name.lower()}",))  # fmt: skip
    if one.text("ai_autonomyType") == "yes":
        builder.finds("acts_alone", one.at("ai_autonomyType"))
    if one.text("ai_useSensitivePersonalInformation") == "yes":
        builder.finds("personal_data", one.at("ai_useSensitivePersonalInformation"))
    kept = ("name", "spdxId", "type", "description", "ai_domain", "ai_typeOfModel", "ai_limitation", "ai_autonomyType",
            "ai_informationAboutApplication", "ai_useSensitivePersonalInformation")  # fmt: skip
    builder.losses.leave_out("other fields of models", [key for key in one.object() if key not in kept])


def _data_set(one: Place, builder: Builder) -> None:
    name = one.needed("name")
    told = " ".join(filter(None, (one.text("description"), one.text("dataset_intendedUse"))))
    builder.component(one.needed("spdxId"), name, one, "", "", told, ComponentKind.DATASET,
                      marks=(f"data:{name.lower()}",))  # fmt: skip
    if one.text("dataset_hasSensitivePersonalInformation") == "yes":
        builder.finds("personal_data", one.at("dataset_hasSensitivePersonalInformation"))


def _trained(things: list[Place], builder: Builder) -> None:
    """What trains what, by the packages that hold the files between which it is said."""
    within: dict[str, str] = {}
    for one in things:
        if one.text("relationshipType") == _CONTAINS:
            within |= {target: one.text("from") for target in one.texts("to")}
    for one in things:
        if one.text("relationshipType") not in _TRAINED:
            continue
        for target in one.texts("to"):
            source, sink = _package(target, within, builder), _package(one.text("from"), within, builder)
            if source and sink and source != sink:
                label = "test data" if one.text("relationshipType") == "testedOn" else "training data"
                builder.flow(f"{one.pointer} {target}", source, sink, one, label)
                if label == "training data":
                    builder.finds("training_data", one)


def _package(key: str, within: dict[str, str], builder: Builder) -> str:
    seen: set[str] = set()
    while key not in builder.ids and key in within and key not in seen:
        seen.add(key)
        key = within[key]
    return key if key in builder.ids else ""
