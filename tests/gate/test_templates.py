"""The templates for continuous integration do their work on scripted changes: their own commands are run."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.fork_server import ForkServer
from tests.gate.changes import CHANGES, ScriptedChange
from tests.gate.repository import MODEL, TODAY, Repository, repository

ROOT = Path(__file__).resolve().parents[2]
LEAST_FOUND = 0.95
HOST = """\
#!{python}
import json, pathlib, sys

kept = pathlib.Path("{folder}") / "comments.json"
comments = json.loads(kept.read_text()) if kept.exists() else []
words = sys.argv[1:]
{body}
kept.write_text(json.dumps(comments))
"""
GITHUB = """\
fields = [word.partition("=@")[2] for word in words if word.startswith("body=@")]
if not fields:
    asked = next(word for word in words if word.startswith(".[]"))
    marker = asked.partition('startswith("')[2].partition('"))')[0]
    print(*[place for place, one in enumerate(comments, 1) if one.startswith(marker)], sep="\\n")
elif "PATCH" in words:
    comments[int(words[words.index("PATCH") + 1].rpartition("/")[2]) - 1] = pathlib.Path(fields[0]).read_text()
else:
    comments.append(pathlib.Path(fields[0]).read_text())
"""
GITLAB = """\
bodies = [word.partition("body@")[2] for word in words if word.startswith("body@")]
if not bodies:
    print(json.dumps([dict(id=place, body=one) for place, one in enumerate(comments, 1)]))
elif "PUT" in words:
    comments[int(words[-1].rpartition("/")[2]) - 1] = pathlib.Path(bodies[0]).read_text()
else:
    comments.append(pathlib.Path(bodies[0]).read_text())
"""


def template(name: str) -> Any:
    return yaml.safe_load((ROOT / "docs" / "ci" / name).read_text(encoding="utf-8"))


def programs(folder: Path, forks: ForkServer) -> Path:
    """A folder with the commands that the templates call: ours, and stand-ins for those that reach a code host."""
    place = folder / "bin"
    place.mkdir(parents=True)
    python = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'
    hosts = {
        "gh": HOST.format(python=sys.executable, folder=folder, body=GITHUB),
        "curl": HOST.format(python=sys.executable, folder=folder, body=GITLAB),
    }
    for name, text in {"python": python, **hosts}.items():
        (place / name).write_text(text, encoding="utf-8")
        (place / name).chmod(stat.S_IRWXU)
    forks.program(place / "threatparley", "ui.cli", "--today", str(TODAY))
    return place


class Runner:
    """Runs the commands of a template in a repository, as its code host would."""

    def __init__(self, folder: Path, made: Repository, forks: ForkServer) -> None:
        self.folder, self.made = folder, made
        path = f"{programs(folder, forks)}:{os.environ['PATH']}"
        self.environ = {
            **os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "MODEL": MODEL,
            "RUNNER_TEMP": str(folder / "temp"), "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "REPOSITORY": "harbour/shop", "NUMBER": "7", "CI_API_V4_URL": "https://host.example/api/v4",
            "CI_PROJECT_ID": "3", "CI_MERGE_REQUEST_IID": "7", "GATE_TOKEN": "token",
        }  # fmt: skip

    def run(self, command: str, base: str) -> "subprocess.CompletedProcess[str]":
        environ = {**self.environ, "BASE": base, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
        shell = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command)
        return subprocess.run(shell, cwd=self.made.folder, env=environ, capture_output=True, text=True, check=False)

    @property
    def comments(self) -> list[str]:
        kept = self.folder / "comments.json"
        found: list[str] = json.loads(kept.read_text()) if kept.exists() else []
        return found


def on_github(runner: Runner, base: str) -> "subprocess.CompletedProcess[str]":
    steps = {one.get("name"): one for one in template("github.yml")["jobs"]["threat-model"]["steps"]}
    done = runner.run(steps["Check"]["run"], base)
    for name in ("Comment", "Summary"):
        after = runner.run(steps[name]["run"], base)
        assert after.returncode == 0, after.stderr
    return done


def on_gitlab(runner: Runner, base: str) -> "subprocess.CompletedProcess[str]":
    job = template("gitlab.yml")["threat-model"]
    done = runner.run("\n".join(job["script"]), base)
    after = runner.run("\n".join(job["after_script"]), base)
    assert after.returncode == 0, after.stderr
    return done


def found_in(report: Path) -> set[str]:
    results = json.loads(report.read_text(encoding="utf-8"))["runs"][0]["results"]
    return {one["properties"]["finding"] for one in results}


def test_twenty_changes_and_more_fail_nothing_falsely_and_their_drift_is_found(
    tmp_path: Path, forks: ForkServer, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shop").mkdir()
    made = repository(tmp_path / "shop")
    base = made.git("rev-parse", "HEAD")
    runner = Runner(tmp_path, made, forks)
    falsely, missed, let_through, wanted = [], [], [], 0
    for change in CHANGES:
        made.git("checkout", "--quiet", "-B", "change", base)
        change.make(made)
        made.commit(change.name)
        done = on_github(runner, base)
        assert done.returncode in (0, 1), f"{change.name}: {done.stderr}"
        findings = found_in(tmp_path / "temp" / "gate" / "gate.sarif")
        falsely += [change.name] if done.returncode and not change.fails else []
        let_through += [change.name] if change.fails and not done.returncode else []
        wanted += len(change.drift)
        missed += [one for one in change.drift if not any(found.startswith(one) for found in findings)]
    share = 1 - len(missed) / wanted
    with capsys.disabled():
        print(f"\n{len(CHANGES)} changes: {len(falsely)} false failures; {share:.1%} of {wanted} drifts found")
    assert len(CHANGES) >= 20
    assert falsely == []
    assert let_through == []
    assert share >= LEAST_FOUND, missed
    assert len(runner.comments) == 1, "one comment, kept up to date"
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").count("threatparley-check:") == len(CHANGES)


def test_the_other_template_says_the_same_and_keeps_one_comment(tmp_path: Path, forks: ForkServer) -> None:
    (tmp_path / "shop").mkdir()
    made = repository(tmp_path / "shop")
    made.write(".gitignore", ".gate\n")
    base = made.commit("What the gate writes is not kept")
    runner = Runner(tmp_path, made, forks)
    for change in _some("a new tool server", "a comment", "an accepted risk whose day has passed"):
        made.git("checkout", "--quiet", "-B", "change", base)
        change.make(made)
        made.commit(change.name)
        assert on_gitlab(runner, base).returncode == int(change.fails), change.name
        (comment,) = runner.comments
        assert ("❌" in comment) is change.fails


def _some(*names: str) -> tuple[ScriptedChange, ...]:
    return tuple(one for one in CHANGES if one.name in names)


def test_a_model_that_cannot_be_judged_leaves_no_comment_and_fails_the_check(tmp_path: Path, forks: ForkServer) -> None:
    (tmp_path / "shop").mkdir()
    made = repository(tmp_path / "shop")
    base = made.git("rev-parse", "HEAD")
    made.write(MODEL, made.read(MODEL)[:4000])
    runner = Runner(tmp_path, made, forks)
    done = on_github(runner, base)
    assert done.returncode == 3
    assert "not valid JSON at line" in done.stderr
    assert runner.comments == []


@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml"])
def test_no_template_names_a_key_or_a_language_model(name: str) -> None:
    text = (ROOT / "docs" / "ci" / name).read_text(encoding="utf-8")
    assert "API_KEY" not in text
    assert "no key, no language model, nothing sent" in text
