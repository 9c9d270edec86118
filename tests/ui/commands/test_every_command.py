"""Every command of the command line, by one table: its help, its JSON, its codes, and that it asks nobody in a pipe."""

import argparse
import io
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.exchange import to_json
from tests.ui.models import catalog, rich_model
from ui.cli import command_line, main
from ui.commands.skill import SKILL

SYSTEM = "A support chatbot answers customers with a hosted language model. It looks passages up in Qdrant."
JSON = {
    "new": "new --from system.md --json",
    "new -o -": "new --from system.md -o -",
    "draft": "draft system.md --json",
    "show": "show model.json --json",
    "export": "export model.json --json",
    "import": "import compose.yaml -o -",
    "formats": "formats --json",
    "explain": "explain T-001 model.json --json",
    "explain an entry": "explain AML.T0051 --json",
    "coverage": "coverage model.json --json",
    "validate": "validate model.json --json",
    "check": "check model.json --fail-on none --json",
    "diff": "diff model.json model.json --json",
    "results": "results report.xml model.json --json",
    "schema": "schema",
    "ledger": "ledger model.json --json",
    "kb list": "kb list --json",
    "kb facts": "kb facts --json",
    "kb search": "kb search injection --json",
    "kb explain": "kb explain AML.T0051 --json",
    "kb diff": "kb diff own.yaml --json",
    "kb import": "kb import own.yaml --dry-run --json",
    "watch": "watch model.json --json",
    "portfolio": "portfolio --json",
    "trust": "trust --list --json",
    "doctor": "doctor --json",
    "backup": "backup kept.zip --json",
    "store status": "store status --json",
    "store upgrade": "store upgrade --json",
    "store sweep": "store sweep --json",
    "store downgrade": "store downgrade --json",
    "audit verify": "audit verify --json",
}
"""A call of every command that prints data, as JSON."""
SILENT = {"members", "hand-over", "serve", "interview", "sign", "mcp", "skill", "completion", "kb check", "kb update",
          "restore", "audit export", "person export", "person delete"}  # fmt: skip
"""What prints no data of a model, or is tested where its files are."""
CODES = (
    ("show nothing.json", 3),
    ("export nothing.json", 3),
    ("explain T-999 model.json", 3),
    ("explain no-such-entry", 3),
    ("coverage nothing.json", 3),
    ("validate system.md", 3),
    ("check nothing.json", 3),
    ("check system.md", 3),
    ("diff model.json nothing.json", 3),
    ("results nothing.xml model.json", 3),
    ("validate model.json --strict", 1),
    ("validate model.json --signature nothing.pub", 3),
    ("sign model.json", 3),
    ("new --from nothing.md", 3),
    ("new --from model.json model.json", 3),
    ("new --from system.md -o model.json", 3),
    ("interview", 3),
    ("interview --no-input", 3),
    ("import system.md", 3),
    ("mcp --port 1", 2),
    ("mcp --root nowhere", 3),
    ("mcp nothing-here", 3),
    ("kb explain no-such-entry", 3),
    ("trust nowhere", 3),
    ("restore nothing.zip", 3),
    ("restore system.md --replace", 3),
    ("audit verify --known two", 3),
    ("person export nobody-here", 3),
    ("person delete nobody-here --yes", 3),
)
REPORT = '<testsuite name="a" tests="1"><testcase classname="a" name="test_of_another_kind"/></testsuite>'
OWN = """own_list: 1
name: Harbour list
owner: Harbour
edition: "1"
threats:
  - id: HB-001
    title: Somebody reads the order history
    explanation: A stranger asks for the orders of somebody else and gets them.
"""


def commands() -> Iterator[tuple[str, ...]]:
    """Every command, and every action of one, by its names."""

    def within(parser: argparse.ArgumentParser, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
        if not groups:
            yield names
        for group in groups:
            for name, inner in group.choices.items():
                yield from within(inner, (*names, name))

    return within(command_line(), ())


class NobodyThere(io.TextIOWrapper):
    """Standard input without a terminal, from which nothing may be read."""

    def readline(self, *_: object) -> str:  # type: ignore[override]
        raise AssertionError("a command asked although nobody is there")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", NobodyThere(io.BytesIO(b"")))
    (tmp_path / "system.md").write_text(SYSTEM, encoding="utf-8")
    (tmp_path / "model.json").write_text(to_json(rich_model(6), catalog()), encoding="utf-8")
    (tmp_path / "compose.yaml").write_text("services:\n  web:\n    image: shop/web\n", encoding="utf-8")
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "report.xml").write_text(REPORT, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("names", [*commands()], ids=" ".join)
def test_every_command_has_help_and_the_options_of_all(
    names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main([*names, "--help"])
    assert left.value.code == 0
    told = capsys.readouterr().out
    assert "--quiet" in told
    assert "--no-input" in told
    assert "\x1b" not in told


def test_the_table_has_every_command() -> None:
    known = {name for call in JSON.values() for name in (" ".join(call.split()[:1]), " ".join(call.split()[:2]))}
    assert {" ".join(names) for names in commands()} <= known | SILENT


@pytest.mark.parametrize("call", JSON.values(), ids=JSON.keys())
def test_what_a_command_prints_as_json_is_json(call: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([*shlex.split(call), "--quiet", "--no-input"])
    printed = capsys.readouterr()
    assert code == 0, printed.err
    assert printed.err == ""
    assert json.loads(printed.out) is not None
    assert "\x1b" not in printed.out


@pytest.mark.parametrize(("call", "code"), CODES)
def test_the_codes_are_a_contract_and_what_went_wrong_is_said_even_quietly(
    call: str, code: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*shlex.split(call), "--quiet"]) == code
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    assert printed.err.startswith("threatparley: ") or code == 1


def test_a_folder_that_is_not_trusted_is_not_asked_about_without_input(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / ".env").write_text(
        "THREATPARLEY_BASE_URL=http://127.0.0.1:9/v1\nTHREATPARLEY_MODEL=x\n", encoding="utf-8"
    )
    assert main(["formats", "--no-input"]) == 0
    assert main(["doctor", "--no-input", "--quiet"]) == 2
    assert "yes or no" not in capsys.readouterr().err


def test_a_model_that_is_begun_can_be_gone_on_with_and_explained(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "--from", "system.md", "--name", "Pier", "--quiet"]) == 0
    session = capsys.readouterr().out.strip()
    assert main(["show", session, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["summary"]["name"] == "Pier"
    assert main(["explain", shown["threats"][0]["id"]]) == 0
    assert shown["threats"][0]["title"] in capsys.readouterr().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_knows_the_commands(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for names in commands():
        assert names[0] in script
    if shell == "bash":
        assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


def test_every_command_that_the_skill_names_exists(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["skill"]) == 0
    told = capsys.readouterr().out
    assert told == SKILL.read_text(encoding="utf-8")
    named = [*re.findall(r"`threatparley ([^`\n]+)`", told), *re.findall(r"^ *threatparley (.+)$", told, re.MULTILINE)]
    assert len(named) >= 18
    for call in named:
        command_line().parse_args(shlex.split(call))


def test_every_tool_that_the_skill_names_exists(tmp_path: Path) -> None:
    pytest.importorskip("mcp")
    from ui.mcp_server.read_only_tools import LookingTools
    from ui.mcp_server.tools import TalkingTools

    told = SKILL.read_text(encoding="utf-8").partition("The tools:")[2].partition(".")[0]
    named = re.findall(r"`(\w+)`", told)
    assert len(named) == 11
    for name in named:
        assert hasattr(TalkingTools, name) or hasattr(LookingTools, "list_rows" if name == "list" else name)


@pytest.mark.parametrize(
    ("call", "room", "extra"),
    [("mcp", "ui.commands.mcp", "mcp"), ("sign --new-key key", "agent.exchange.signing", "sign")],
)
def test_a_package_that_is_not_installed_is_named_with_what_to_do(
    call: str, room: str, extra: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(f"{room}.find_spec", lambda _: None)
    assert main(shlex.split(call)) == 2
    assert f"pip install 'threatparley[{extra}]'" in capsys.readouterr().err
    assert not (folder / "key").exists()
