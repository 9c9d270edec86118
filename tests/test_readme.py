"""What the README and the documentation show is what happens."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from agent.settings import Settings
from tests.fork_server import ForkServer

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "docs/command-line.md", "docs/repository.md", "docs/formats.md", "docs/python.md")
"""Those that show commands and code, in the order in which the commands are tried."""
SETTINGS = ("docs/settings.md", "docs/language-models.md", "docs/teams.md", "README.md")
SYSTEM = "A chatbot answers customers from our help pages. It looks passages up in Qdrant and uses a hosted model."
FILES = {
    "system.md": SYSTEM,
    "compose.yaml": "services:\n  chat:\n    image: example/chat:1.2\n    ports: ['8080:8080']\n"
    "    depends_on: [index]\n    environment: {OPENAI_API_KEY: from-the-vault}\n"
    "  index:\n    image: qdrant/qdrant:v1.12\n",
    "mcp.json": '{"mcpServers": {"tickets": {"command": "npx", "args": ["-y", "tickets-mcp"]}}}',
    "openapi.yaml": "openapi: 3.1.0\ninfo: {title: Chat, version: '1'}\npaths:\n  /ask:\n    post:\n"
    "      responses: {'200': {description: an answer}}\n",
    "garak.report.jsonl": '{"entry_type": "init", "garak_version": "0.17.1", "start_time": "2026-11-29T21:48:44"}\n'
    '{"entry_type": "eval", "probe": "promptinject.HijackHateHumans", "detector": "promptinject.AttackRogueString", '
    '"passed": 1, "fails": 1, "nones": 0, "total_evaluated": 2}\n',
    "report.xml": '<testsuite name="a" tests="1"><testcase classname="a" name="test_of_another_kind"/></testsuite>',
}
"""What lies in the folder in which the commands are tried."""


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return [block for page in PAGES for block in re.findall(rf"```{language}\n(.*?)```", read(page), flags=re.DOTALL)]


def commands(*prefix: str) -> list[str]:
    lines = [line for block in blocks("console") for line in block.splitlines() if line.startswith(prefix)]
    return list(dict.fromkeys(lines))


def run_in(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_the_two_make_commands_exist() -> None:
    assert commands("make") == ["make start", "make test"]
    for target in ("start", "test"):
        done = run_in(ROOT, "make", "--dry-run", target)
        assert done.returncode == 0, done.stderr
    assert "threatparley serve" in run_in(ROOT, "make", "--dry-run", "start").stdout


def test_the_command_lines_work_in_the_order_shown(tmp_path: Path, forks: ForkServer) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    shown = [line for line in commands("threatparley", "git") if "interview" not in line]
    assert len(shown) >= 6
    for setting in ((), ("user.name", "Ana"), ("user.email", "ana@example.org")):
        run_in(tmp_path, "git", *(("config", *setting) if setting else ("init", "--quiet")))
    for line in shown:
        words = shlex.split(line)
        done = run_in(tmp_path, *words) if words[0] == "git" else forks.run(["ui.cli", *words[1:]], tmp_path)
        assert done.returncode == 0, f"{line}: {done.stderr}"
    assert (tmp_path / "model.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_interview_says_that_it_needs_a_terminal(tmp_path: Path, forks: ForkServer) -> None:
    done = forks.run(["ui.cli", "interview"], tmp_path)
    assert done.returncode == 3
    assert "needs a terminal" in done.stderr


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_example_runs(code: str, tmp_path: Path) -> None:
    done = run_in(tmp_path, sys.executable, "-W", "error", "-c", code)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 4


def test_the_settings_shown_exist(tmp_path: Path, forks: ForkServer) -> None:
    shown = [name for page in SETTINGS for name in re.findall(r"`(THREATPARLEY_[A-Z_]+)`", read(page))]
    assert shown
    doctor = forks.run(["ui.cli", "doctor"], tmp_path).stdout
    for name in shown:
        assert name.removeprefix("THREATPARLEY_").lower() in doctor, name


def test_the_limits_shown_are_the_defaults(tmp_path: Path) -> None:
    row = re.compile(r"^\| `THREATPARLEY_([A-Z_]+)` \| [^|]+ \| ([\d,]+) \|$", flags=re.MULTILINE)
    rows = [found for page in SETTINGS for found in row.findall(read(page))]
    assert len(rows) >= 5
    settings = Settings(data_dir=tmp_path)
    for name, shown in rows:
        assert getattr(settings, name.lower()) == int(shown.replace(",", "")), name


def test_every_test_behind_a_promise_exists() -> None:
    named = re.findall(r"`(tests/[^`]+)`", read("docs/promises.md"))
    assert len(named) >= 25
    assert [name for name in named if not (ROOT / name).exists()] == []
