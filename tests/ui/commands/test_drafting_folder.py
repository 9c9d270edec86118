"""A folder of systems: each gets the bytes that it would get alone, whatever runs it, and nothing is done twice."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.made_systems import text_of
from ui.cli import main
from ui.commands.exit_codes import Exit

COMPOSE = """services:
  web:
    image: example/web
    ports: ["80:80"]
  store:
    image: qdrant/qdrant
"""


@pytest.fixture
def systems(tmp_path: Path) -> Path:
    """Three descriptions, a system of two files, one that says nothing and one that is a picture."""
    folder = tmp_path / "systems"
    (folder / "shop").mkdir(parents=True)
    for number in range(3):
        (folder / f"system-{number}.md").write_text(text_of(number))
    (folder / "shop" / "compose.yaml").write_text(COMPOSE)
    (folder / "shop" / "notes.md").write_text("The shop's chatbot answers customers with a hosted language model.\n")
    (folder / "empty.md").write_text("")
    (folder / "sketch.png").write_bytes(b"\x89PNG\r\n")
    (folder / ".hidden.md").write_text("not looked at")
    return folder


def drafted(systems: Path, output: str, *more: str) -> tuple[int, dict[str, bytes]]:
    """The exit code, and the files that were made."""
    code = main(["draft", str(systems), "-o", str(systems.parent / output), "--processes", "2", *more])
    made = {path.name: path.read_bytes() for path in (systems.parent / output).iterdir()}
    return code, made


def test_each_system_gets_the_bytes_it_would_get_alone_and_both_engines_give_the_same(
    systems: Path, tmp_path: Path
) -> None:
    code, local = drafted(systems, "local")
    assert code == Exit.INCOMPLETE
    alone = str(tmp_path / "alone")
    assert main(["draft", str(systems / "system-1.md"), "-f", "json", "-o", f"{alone}.json"]) == Exit.DONE
    assert main(["draft", str(systems / "system-1.md"), "--brief", "-o", f"{alone}.md"]) == Exit.DONE
    together = [str(systems / "shop" / name) for name in ("compose.yaml", "notes.md")]
    assert main(["import", *together, "--draft", "-o", f"{alone}-shop.json"]) == Exit.DONE
    assert local["system-1.json"] == Path(f"{alone}.json").read_bytes()
    assert local["system-1.md"] == Path(f"{alone}.md").read_bytes()
    assert local["shop.json"] == Path(f"{alone}-shop.json").read_bytes()
    code, durable = drafted(systems, "durable", "--engine", "dbos")
    assert code == Exit.INCOMPLETE
    local.pop("journal.jsonl")
    durable.pop("journal.jsonl")
    assert durable == local


def test_the_summary_has_a_line_for_each_system_and_the_code_says_that_some_are_missing(
    systems: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, made = drafted(systems, "models")
    rows = json.loads(made["summary.json"])["systems"]
    assert [(one["name"], one["standing"]) for one in rows] == [
        ("empty", "set aside"), ("shop", "done"), ("sketch", "set aside"), ("system-0", "done"), ("system-1", "done"),
        ("system-2", "done"),
    ]  # fmt: skip
    table = list(csv.DictReader(io.StringIO(made["summary.csv"].decode("utf-8-sig"))))
    assert [one["name"] for one in table] == [one["name"] for one in rows]
    assert rows[3]["system"]
    assert rows[3]["threats"] == sum(rows[3][band] for band in ("critical", "high", "medium", "low"))
    assert "empty.md is empty" in rows[0]["reason"]
    assert code == Exit.INCOMPLETE
    for name in ("empty.md", "sketch.png"):
        (systems / name).unlink()
    (systems / "system-2.md").write_text(text_of(7))
    capsys.readouterr()
    again, later = drafted(systems, "models")
    assert again == Exit.DONE
    assert later["system-1.json"] == made["system-1.json"]
    assert later["system-2.json"] != made["system-2.json"]
    assert "1 of 4 systems worked on in this run" in capsys.readouterr().err
    assert [one["name"] for one in json.loads(later["summary.json"])["systems"]] == [
        "shop", "system-0", "system-1", "system-2"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "options",
    [
        ("-f", "json"),
        ("--brief",),
        ("--processes", "0"),
        ("--database", "postgresql://me@db.example/a"),
        ("--engine", "dbos", "--database", "postgresql:///a"),
        ("--engine", "dbos", "--database", "mysql://a"),
        ("--engine", "dbos", "--per-minute", "0"),
    ],
)
def test_what_does_not_fit_a_folder_is_refused_before_any_work(
    options: tuple[str, ...], systems: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draft", str(systems), "-o", str(tmp_path / "models"), *options]) == Exit.BAD_INPUT
    assert "threatparley: " in capsys.readouterr().err
    assert not list((tmp_path / "models").glob("system-*"))


def test_a_folder_without_systems_and_an_output_inside_it_are_refused(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    assert main(["draft", str(tmp_path / "none")]) == Exit.BAD_INPUT
    (tmp_path / "none" / "a.md").write_text("A chatbot.")
    assert main(["draft", str(tmp_path / "none"), "-o", str(tmp_path / "none" / "models")]) == Exit.BAD_INPUT
