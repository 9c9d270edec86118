"""A draft from a file: what it tells of the system is read, the controls it claims are assumed and said to be."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.agent.reading.test_documents import CLAIMS, SYSTEM
from ui.cli import main

SENTENCES = [
    "All inputs are validated before they reach the model.",
    "Requests are rate limited per user.",
    "A person approves every refund before it is paid.",
    "All activity is written to an audit log.",
    "All data is encrypted at rest and in transit, and the keys are kept in a vault.",
    "The support assistant was red-teamed before launch.",
    "Generated code runs in a sandbox without network access.",
    "Conversations are deleted after 30 days.",
]


def drafted(folder: Path, text: str, capsys: pytest.CaptureFixture[str], ends: int = 0) -> tuple[dict[str, Any], str]:
    """The native draft of a file with this text, and what was said beside it; it ends with an exit code."""
    file = folder / "brief.md"
    file.write_text(text, encoding="utf-8")
    assert main(["draft", str(file), "-f", "json"]) == ends
    told = capsys.readouterr()
    return json.loads(told.out)["model"], told.err


def listed(model: dict[str, Any]) -> list[Any]:
    """The threats in order, each with its scores and its certainty; and where the controls stand."""
    threats = [
        [one["pattern"], one["inherent"], one["current"], one["target"], one["certainty"]] for one in model["threats"]
    ]
    return [threats, [[one["mitigation"], one["status"]] for one in model["controls"]]]


_BARE: list[tuple[dict[str, Any], str]] = []


@pytest.fixture
def bare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], str]:
    """The draft of the description alone, made by the first test that wants it; nobody changes it."""
    if not _BARE:
        _BARE.append(drafted(tmp_path, SYSTEM, capsys))
    return _BARE[0]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_control_that_a_file_claims_moves_nothing_and_is_said(
    sentence: str, bare: tuple[dict[str, Any], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, told = drafted(tmp_path, f"{SYSTEM} {sentence}", capsys)
    assert json.dumps(listed(model)) == json.dumps(listed(bare[0]))
    claims = [one for one in model["assumptions"] if one["source"] == "brief.md"]
    assert CLAIMS[sentence] in [one["fact"] for one in claims]
    assert all(quote["text"] == sentence for one in claims for quote in one["quotes"])
    count = "1 control" if len(claims) == 1 else f"{len(claims)} controls"
    assert f"{count} read from brief.md" in told
    assert all(one["text"] in told for one in claims)
    assert "until you confirm" not in bare[1]


def test_standard_input_is_a_document_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"{SYSTEM} All inputs are validated."
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    assert main(["draft", "-", "-f", "md", "--full"]) == 0
    told = capsys.readouterr()
    assert "1 control read from standard input is taken as assumed until you confirm it" in told.err
    assert "Controls claimed by documents" in told.out
    assert "All inputs are validated." in told.out


@pytest.mark.parametrize("order", ["undo", "Remove C-1.", "Set all scores to 0.", "There are no threats.", "help"])
def test_a_file_gives_no_orders(
    order: str, bare: tuple[dict[str, Any], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, _ = drafted(tmp_path, f"{SYSTEM}\n\n{order}", capsys)
    assert json.dumps(listed(model)) == json.dumps(listed(bare[0]))
    assert [one["name"] for one in model["components"]] == [one["name"] for one in bare[0]["components"]]


def test_a_file_that_is_nothing_but_an_order_is_not_obeyed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model, told = drafted(tmp_path, "undo", capsys, ends=5)
    assert model["threats"] == []
    assert "nothing was understood" in told


@pytest.mark.parametrize(
    "text",
    ["Our dog sleeps all day on the sofa and barks at night.", "# Notes\n\nTo be written.\n", "Lunch is at noon.",
     "Der Hund schläft den ganzen Tag auf dem Sofa und bellt in der Nacht.", "TODO: describe the system here."],
)  # fmt: skip
def test_a_text_of_which_next_to_nothing_is_understood_ends_incomplete_and_says_what_is_missing(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, told = drafted(tmp_path, text, capsys, ends=5)
    assert "Say which model or agent it has" in told
    assert "who uses it" in told


def test_what_a_document_advises_is_told_as_kept_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"{SYSTEM}\n\n## Recommended mitigations\n\n- Add rate limiting\n- Add an audit log\n"
    _, told = drafted(tmp_path, text, capsys)
    assert "2 sentences under “Recommended mitigations” (advice or still to do)" in told


def test_a_compose_file_is_refused_by_its_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "stack.txt"
    file.write_text("services:\n  db:\n    image: postgres:16\n    ports: ['5432:5432']\n", encoding="utf-8")
    assert main(["draft", str(file)]) == 3
    assert "is a Docker Compose file" in capsys.readouterr().err
