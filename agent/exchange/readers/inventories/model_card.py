"""Read a card of a model or data set of the Hugging Face hub: its front matter as facts, its prose as a document."""

from collections.abc import Iterator

from agent.errors import InputError
from agent.exchange.readers.infrastructure.resource_types import kind_of_model
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.parsing import data_of
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_MODEL = "model"
_CONVERTED = ("quantized", "merge")
_KEPT = frozenset(
    ("base_model", "base_model_relation", "datasets", "license", "license_name", "pipeline_tag", "library_name",
     "model_name", "model-index", "pretty_name", "tags", "task_categories", "source_datasets", "language")
)  # fmt: skip
_MODELS = (ComponentKind.PREDICTIVE_MODEL, ComponentKind.VISION_MODEL)


def read(text: str, catalog: Catalog) -> Read:
    """The model or data set of a card; raises InputError with the place of what is wrong."""
    front, prose = _parted(text)
    loaded = data_of(front)
    if not isinstance(loaded, dict):
        raise InputError("line 1: expected keys such as license and pipeline_tag between two lines of ---")
    data = Place(loaded)
    builder = Builder(Known(catalog))
    if any(key in loaded for key in ("task_categories", "size_categories", "dataset_info", "pretty_name")):
        _data_set(data, prose, builder)
    else:
        _model(data, prose, builder)
    builder.prose = prose.strip()
    builder.losses.leave_out("other keys of the front matter", [str(key) for key in loaded if key not in _KEPT])
    return builder.build()


def _parted(text: str) -> tuple[str, str]:
    """The front matter and what stands below it."""
    front, mark, prose = text.removeprefix("\ufeff").removeprefix("---").partition("\n---")
    if not mark:
        raise InputError("line 1: the front matter has no end; a line of --- closes it")
    return front, prose.lstrip("-")


def _listed(data: Place, key: str) -> Iterator[tuple[str, Place]]:
    """The texts under a key, which may be one or several."""
    inner = data.at(key)
    if isinstance(inner.value, list):
        for place, found in zip(data.items(key), data.texts(key), strict=False):
            yield found, place
    elif data.text(key):
        yield data.text(key), inner


def _title(prose: str) -> str:
    """The first heading of the prose."""
    lines = (line.strip() for line in prose.splitlines()[:200])
    return next((line.lstrip("#").strip() for line in lines if line.startswith("# ")), "")


def _model(data: Place, prose: str, builder: Builder) -> None:
    bases = [one for one, _ in _listed(data, "base_model")]
    name = data.text("model_name") or _index_name(data) or _title(prose) or "model of the card"
    tasks = [data.text("pipeline_tag"), *(one for one, _ in _listed(data, "tags"))]
    kind = kind_of_model(tasks[:1]) or kind_of_model(tasks[1:])
    told = [f"Licence {one}." for one, _ in _listed(data, "license")]
    told += [f"Made for {tasks[0]}."] if tasks[0] else []
    told += [f"Made from {', '.join(bases)}."] if bases else []
    marks = [f"model:{name.rpartition('/')[2].lower()}"]
    builder.component(
        _MODEL, name, Place(data.value, "/"), "", "", " ".join(told), kind or ComponentKind.PREDICTIVE_MODEL,
        marks=marks,
    )  # fmt: skip
    if kind is None:
        builder.losses.fill("tasks of models", (name,), "taken as one that predicts")
    builder.finds("published_model", data.at("license"))
    if kind in _MODELS and tasks[0].endswith(("classification", "regression", "detection")):
        builder.finds("predictions_scored", data.at("pipeline_tag"))
    if bases:
        builder.finds("base_model", data.at("base_model"))
    if data.text("base_model_relation") in _CONVERTED:
        builder.finds("converted_model", data.at("base_model_relation"))
    for one, place in _listed(data, "datasets"):
        builder.component(f"data {one}", one, place, "", "", "", ComponentKind.DATASET,
                          marks=(f"data:{one.rpartition('/')[2].lower()}",))  # fmt: skip
        builder.flow(f"trained on {one}", f"data {one}", _MODEL, place, "training data")
        builder.finds("hub_data", place)


def _index_name(data: Place) -> str:
    inner = data.at("model-index")
    first = next(iter(data.items("model-index")), None) if isinstance(inner.value, list) else None
    return first.text("name") if first is not None else ""


def _data_set(data: Place, prose: str, builder: Builder) -> None:
    name = data.text("pretty_name") or _title(prose) or "data set of the card"
    told = [f"Licence {one}." for one, _ in _listed(data, "license")]
    told += [f"Made for {one}." for one, _ in _listed(data, "task_categories")]
    marks = (f"data:{name.rpartition('/')[2].lower()}",)
    builder.component("data", name, Place(data.value, "/"), "", "", " ".join(told), ComponentKind.DATASET, marks=marks)
    for one, place in _listed(data, "source_datasets"):
        if one != "original":
            builder.component(f"data {one}", one, place, "", "", "", ComponentKind.DATASET)
            builder.flow(f"from {one}", f"data {one}", "data", place, "source data")
    builder.finds("hub_data", data.at("license"))
