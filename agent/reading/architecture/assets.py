"""Name what is worth protecting, as far as the facts and parts tell."""

from collections.abc import Mapping

from agent.reading.architecture.sketch import Sketch
from knowledge.vocabulary import AnswerValue, ComponentKind

_STORES = (ComponentKind.DATA_STORE, ComponentKind.VECTOR_STORE, ComponentKind.MEMORY, ComponentKind.DATASET,
           ComponentKind.CONTENT_SOURCE)  # fmt: skip
_MODELS = (ComponentKind.PREDICTIVE_MODEL, ComponentKind.VISION_MODEL, ComponentKind.LANGUAGE_MODEL,
           ComponentKind.SPEECH_MODEL, ComponentKind.RECOMMENDER, ComponentKind.MEDIA_GENERATOR)  # fmt: skip
_SECRET, _SOUND, _THERE = "confidentiality", "integrity", "availability"


def place_assets(sketch: Sketch, values: Mapping[str, AnswerValue]) -> None:
    """Put the assets into the sketch that these facts, learned just now, speak of."""
    data = {"personal": "personal data", "special": "very sensitive data", "internal": "internal data"}
    kept = data.get(str(values.get("data_sensitivity")))
    if kept:
        sketch.add_asset(kept, (_SECRET, _SOUND), _ids(sketch, *_STORES))
    if values.get("secrets_reachable") is True:
        holders = (ComponentKind.SECRET_STORE, ComponentKind.WORKSPACE)
        sketch.add_asset("keys and passwords", (_SECRET,), _ids(sketch, *holders))
    if values.get("training") in ("own", "tuned"):
        sketch.add_asset("training data", (_SOUND, _SECRET), _ids(sketch, ComponentKind.DATASET))
        sketch.add_asset("the trained model", (_SOUND, _SECRET), _ids(sketch, *_MODELS, ComponentKind.MODEL_REGISTRY))
    if values.get("moves_value") is True:
        sketch.add_asset("money and things of value", (_SOUND,), ())
    if values.get("availability_critical") is True:
        sketch.add_asset("uninterrupted service", (_THERE,), ())
    if values.get("public_face") is True:
        sketch.add_asset("your reputation", (_SOUND,), ())


def _ids(sketch: Sketch, *kinds: ComponentKind) -> tuple[str, ...]:
    return tuple(part.id for part in sketch.of_kind(*kinds))
