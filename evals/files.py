"""Read and write the files of a run: strictly, whole, and in one fixed form."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from agent.atomic_write import write_text
from agent.errors import InputError


def read_yaml(path: Path) -> Any:
    """The content of a YAML file, or an error that names the place."""
    try:
        return yaml.load(_read(path), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as problem:
        raise InputError(f"{path} is not YAML: {_one_line(problem)}") from None


def read_json(path: Path) -> Any:
    """The content of a JSON file, or an error that names the place."""
    try:
        return json.loads(_read(path))
    except ValueError as problem:
        raise InputError(f"{path} is not JSON: {_one_line(problem)}") from None


def as_json(value: Any) -> str:
    """JSON in the one form used for all results: sorted keys, two spaces, a line end."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def write_whole(path: Path, text: str, made_from: Sequence[Path] = ()) -> None:
    """Write a file so that it is either the old one or the new one, never half, and never what it was made from.

    Raises InputError where that cannot be.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, text, force=True, sources=made_from)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as problem:
        raise InputError(f"cannot read {path}: {problem.strerror or problem}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not text in UTF-8") from None


def _one_line(problem: Exception) -> str:
    return " ".join(str(problem).split())[:300]
