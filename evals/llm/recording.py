"""A recording: the answers that a named model gave while one case was drafted, by task and by order."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from agent.errors import InputError
from agent.llm.answers.strict_json import Unreadable, strict_json
from agent.llm.calls import Call, Usage
from evals.case_runs.transcript import digest_of
from evals.files import as_json, read_json, read_yaml, write_whole
from knowledge.vocabulary import Value

RECORDED = Path(__file__).parents[1] / "recorded"
"""The folder of the recordings that come with the project."""
FORMAT = "threatparley-recording"
DIRECT = "direct.yaml"
"""The file of lists that a model gave when it was asked once, without this product."""


class RecordedAnswer(Value):
    """One answer of a model."""

    task: str = Field(min_length=1, description="The task of the call, such as read or draft.")
    order: int = Field(ge=1, description="Which call of this task it was, from one.")
    prompt: str = Field(description="Digest of the messages it answered, to tell whether they are still the same.")
    answer: dict[str, Any] | str = Field(description="The JSON object that it was, or its text where it was none.")
    sent: int = Field(default=0, ge=0, description="Tokens sent.")
    cached: int = Field(default=0, ge=0, description="Those of them that the endpoint had kept.")
    answered: int = Field(default=0, ge=0, description="Tokens answered.")
    estimated: bool = Field(default=False, description="Whether the counts are our own estimates.")

    @property
    def text(self) -> str:
        """The answer as a model would send it."""
        return self.answer if isinstance(self.answer, str) else json.dumps(self.answer, ensure_ascii=False)

    @property
    def usage(self) -> Usage:
        """What it cost when it was recorded."""
        return Usage(self.sent, self.cached, self.answered, self.estimated)


class Recording(Value):
    """All answers of one draft of one case."""

    format: str = Field(default=FORMAT, pattern=f"^{FORMAT}$", description="Always the same.")
    case: str = Field(min_length=1, description="Id of the case whose description was drafted.")
    model: str = Field(min_length=1, description="Name of the model that answered.")
    answers: tuple[RecordedAnswer, ...] = Field(min_length=1, description="Its answers, in the order of the calls.")
    patterns: dict[int, str] = Field(
        default={}, description="The threats that the answers name, by the numbers that the prompts gave them."
    )

    @model_validator(mode="after")
    def _each_once(self) -> "Recording":
        keys = [(one.task, one.order) for one in self.answers]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"{twice[0][0]} {twice[0][1]} is there twice")
        return self


def answer_of(text: str) -> dict[str, Any] | str:
    """An answer as it is kept: its object where it is strict JSON and nothing else, so that people can read it."""
    try:
        content = strict_json(text)
    except Unreadable:
        return text
    return content if isinstance(content, dict) else text


def digest_of_call(call: Call) -> str:
    """What tells whether a call sends the same words as another."""
    return digest_of([[message.role, message.text] for message in call.messages])


def recording_path(folder: Path, case: str) -> Path:
    """Where the recording of a case lies."""
    return folder / f"{case}.json"


def write_recording(folder: Path, recording: Recording) -> Path:
    """Keep a recording, in place of an earlier one of the same case; gives the file."""
    path = recording_path(folder, recording.case)
    write_whole(path, as_json(recording.model_dump(mode="json")))
    return path


def load_recordings(folder: Path) -> tuple[Recording, ...]:
    """All recordings of a folder, by case; raises InputError for a file that is none."""
    return tuple(_read(path) for path in sorted(folder.glob("*.json")))


def load_direct(folder: Path) -> dict[str, tuple[str, ...]]:
    """The framework ids that a model listed for each case when asked once, best first; none where none are kept.

    Raises InputError where the file has another form.
    """
    path = folder / DIRECT
    if not path.exists():
        return {}
    content = read_yaml(path)
    if not isinstance(content, dict) or not all(map(_is_list_of_ids, content.values())):
        raise InputError(f"{path}: expected the id of a case, then a list of framework ids, for each case")
    return {str(case): tuple(ids) for case, ids in content.items()}


def _is_list_of_ids(told: object) -> bool:
    return isinstance(told, Sequence) and not isinstance(told, str) and all(isinstance(one, str) for one in told)


def _read(path: Path) -> Recording:
    try:
        recording = Recording.model_validate(read_json(path))
    except ValidationError as problem:
        fault = problem.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in fault["loc"]) or "the file"
        raise InputError(f"{path} is no recording: {place}: {fault['msg']}; record it anew") from None
    if recording.case != path.stem:
        raise InputError(f"{path} records {recording.case}; name it {recording.case}.json")
    return recording
