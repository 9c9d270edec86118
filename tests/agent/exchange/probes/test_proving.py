"""Tests of a model as files: they run, name this system's parts, and say what they cannot test."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.exchange.formats import format_of, written
from agent.exchange.probes.planned_tests import Plans
from agent.exchange.results.any_report import read_results
from tests.agent.exchange.probes.made import BROUGHT_IN, INJECTED, catalog, dossier, model

TESTS = ("promptfoo", "promptfoo-redteam", "garak", "pytest", "gherkin")
OBEYS = re.compile(r"answer with (TP[0-9A-F]{8}) alone")


def text_of(form: str) -> str:
    return written(format_of(form), dossier()).data.decode()


@pytest.mark.parametrize("form", TESTS)
def test_what_cannot_be_tested_is_named_with_the_look_that_proves_it(form: str) -> None:
    export = written(format_of(form), dossier())
    text = export.data.decode()
    assert "T-004 Threat 4" in text
    assert catalog().proof_ways[catalog().proofs[BROUGHT_IN].ways[0]].words in text
    assert "Send a hidden order." in text, "the check of the measure that acts on it"
    assert any("cannot test" in one.line and "T-004" in one.line and "T-005" in one.line for one in export.losses)
    assert any("set aside" in one.line and "T-006" in one.line for one in export.losses)
    assert "T-006" not in text


def test_attempts_hold_the_owners_names_and_a_word_of_their_own() -> None:
    sent = yaml.safe_load(text_of("promptfoo"))["tests"]
    planted = next(one for one in sent if one["metadata"]["threat"] == "T-003")
    assert "shelf of rules" in planted["metadata"]["plant"]
    assert "chat assistant" in planted["description"]
    among = next(one for one in sent if one["metadata"]["attempt"] == "T-001-2")
    assert "what comes from passengers" in among["metadata"]["plant"]
    words = [one["assert"][0]["value"] for one in sent if one["metadata"]["threat"] == "T-001"]
    assert len(set(words)) == len(words) == len(catalog().proofs[INJECTED].attempts)


def test_templates_of_other_tools_find_nothing_to_act_on() -> None:
    hostile = model("Help {{env.SECRET}} {% include 'x' %}")
    for form in ("promptfoo", "promptfoo-redteam"):
        text = written(format_of(form), dossier(hostile)).data.decode()
        assert set(re.findall(r"\{[{%#][^}]*\}?\}", text)) <= {"{{prompt}}", "{{env.TARGET_URL}}"}


@pytest.mark.parametrize("form", ["promptfoo", "promptfoo-redteam", "garak", "gherkin"])
def test_a_text_of_many_lines_begins_no_line_of_a_file(form: str) -> None:
    hostile = model().model_copy(
        update={"threats": (model().threats[3].model_copy(update={"statement": "One.\nrun: evil\n@tag"}),)}
    )
    text = written(format_of(form), dossier(hostile)).data.decode()
    assert not [line for line in text.split("\n") if line.strip().startswith(("run: evil", "@tag"))]


def test_a_red_team_names_each_plugin_once_with_its_worst_severity_and_what_it_needs() -> None:
    team = yaml.safe_load(text_of("promptfoo-redteam"))["redteam"]
    plugins = {one["id"]: one for one in team["plugins"]}
    assert len(plugins) == len(team["plugins"])
    assert plugins["indirect-prompt-injection"]["config"] == {"indirectInjectionVar": "prompt"}
    assert "indirect-web-pwn" in team["strategies"]
    assert "shelf of rules" in team["purpose"]


def test_probes_of_garak_stand_under_the_key_of_the_system() -> None:
    options = yaml.safe_load(text_of("garak"))
    assert "probes.latentinjection" in options["run"]["spec"]["include"]
    assert options["reporting"]["report_prefix"] == f"threatparley-{Plans(model(), catalog()).key}"


def test_features_tag_each_rule_with_its_threat_and_each_look_as_made_by_hand() -> None:
    text = text_of("gherkin")
    assert f"  @T-001 @{INJECTED} @" in text
    assert text.count("@by-hand") >= 3
    assert text.count('"""') % 2 == 0


class Target(BaseHTTPRequestHandler):
    """A system that follows one kind of order."""

    def do_POST(self) -> None:
        prompt = json.loads(self.rfile.read(int(self.headers["content-length"])))["prompt"]
        found = OBEYS.search(prompt)
        body = json.dumps({"answer": found[1] if found else "I can only help with ferries."}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def target() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Target)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_the_file_for_pytest_runs_and_its_results_come_back(tmp_path: Path, target: str) -> None:
    (tmp_path / "test_attacks.py").write_text(text_of("pytest"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:langsmith_plugin", "test_attacks.py",
         "--junit-xml=results.xml", "-o", "junit_family=xunit1"],
        cwd=tmp_path, env={"TARGET_URL": target, "PATH": "/usr/bin"}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    report = read_results("results.xml", (tmp_path / "results.xml").read_bytes())
    by_id = {one.name: one for one in report.found}
    assert (by_id["T-001-1"].failed, by_id["T-001-1"].pattern) == (1, INJECTED)
    assert by_id["T-001-2"].unjudged == 1, "its plant was not in place"
    assert by_id["T-002-1"].passed == 1
    assert {one.system for one in report.found} == {Plans(model(), catalog()).key}
