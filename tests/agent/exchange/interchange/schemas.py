"""The published schemas of other tools' formats, where they lie beside the project, and what they find wrong."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft7Validator, Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4, DRAFT7, DRAFT202012

FOLDER = Path(__file__).resolve().parents[4].parent / "shared" / "formats"
AWAY = "the schemas of other tools lie beside the project, and are not here"
_DRAFTS = {
    "2020-12": (Draft202012Validator, DRAFT202012), "draft-07": (Draft7Validator, DRAFT7),
    "draft-04": (Draft4Validator, DRAFT4),
}  # fmt: skip
_SCHEMAS = {
    "sarif": "sarif/schema/sarif-schema-2.1.0.json",
    "threat-dragon": "threat_dragon/schema/threat-dragon-v2.schema.json",
    "threat-composer": "threat_composer/schema/threat-composer-v1.schema.json",
    "otm": "otm/schema/otm_schema.json",
    "tm-bom": "tm_bom_owasp_library/schema/threat-model.schema.json",
    "cyclonedx": "cyclonedx_2_0_draft_tm_bom/schema/cyclonedx-2.0-bundled.schema.json",
    "stix": "stix21/schema/common/bundle.json",
}
VALIDATED = tuple(_SCHEMAS)


def faults(form: str, text: str, whole: bool = False) -> list[str]:
    """What the published schema of a format says against a document, at most ten lines.

    A STIX bundle's schema tries every type for every object, which takes long: each object is held against its own.
    """
    document = json.loads(text)
    if form == "stix" and not whole and document.get("objects"):
        return [
            f"objects[{place}] {one.json_path}: {one.message[:200]}"
            for place, thing in enumerate(document["objects"])
            for one in _stix(thing["type"])(thing)
        ][:10]
    found = sorted(_validator(form).iter_errors(document), key=lambda one: str(one.json_path))
    return [f"{one.json_path}: {one.message[:200]}" for one in found[:10]]


@cache
def _validator(form: str) -> Any:
    schema = _read(FOLDER / _SCHEMAS[form])
    kind, _ = _draft(schema)
    return kind(schema, registry=_stix_registry() if form == "stix" else Registry(), format_checker=FormatChecker())


@cache
def _stix(kind: str) -> Callable[[Any], list[Any]]:
    """What the schema of one type of STIX object finds; its bundle takes some objects that these would not."""
    path = next(one for one in (FOLDER / "stix21" / "schema").rglob(f"{kind}.json"))
    schema = _read(path)
    validator = Draft202012Validator(schema, registry=_stix_registry(), format_checker=FormatChecker())
    return lambda thing: list(validator.iter_errors(thing))


@cache
def _stix_registry() -> Registry[Any]:
    every = [_read(path) for path in (FOLDER / "stix21" / "schema").rglob("*.json")]
    return Registry().with_resources((one["$id"], Resource.from_contents(one, DRAFT202012)) for one in every)


def _draft(schema: dict[str, Any]) -> tuple[Any, Any]:
    named = str(schema.get("$schema", "draft-07"))
    return next(found for name, found in _DRAFTS.items() if name in named)


def _read(path: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"), object_hook=_nullable)
    return schema


def _nullable(part: dict[str, Any]) -> dict[str, Any]:
    """OpenAPI's ``nullable`` as JSON Schema has it: Threat Dragon's schema uses it for dashes of lines."""
    if part.get("nullable") is True and isinstance(part.get("type"), str):
        return {**part, "type": [part["type"], "null"]}
    return part
