"""Scripted changes of the made-up repository, each with what the gate has to say to it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import yaml

from agent.domain.threats import ThreatStatus, Treatment
from tests.gate.repository import COMPOSE, MODEL, SERVERS, Repository, taken_in
from tests.ui.models import score

WAIVER = """\
waivers:
  - finding: {finding}
    owner: Ana
    reason: it goes with the next release
    expires: {expires}
"""
_HIGH = score(9, 9, 8, 8, 9)


@dataclass(frozen=True)
class ScriptedChange:
    """One change: what it does, whether it must fail, and by which finding its drift is known."""

    name: str
    make: Callable[[Repository], None]
    fails: bool
    drift: tuple[str, ...] = ()


def _compose(before: str, after: str) -> Callable[[Repository], None]:
    return lambda repository: repository.change("compose.yaml", before, after)


def _servers(before: str, after: str) -> Callable[[Repository], None]:
    return lambda repository: repository.change(".mcp.json", before, after)


def _reformat(repository: Repository) -> None:
    data = yaml.safe_load(COMPOSE)
    services = dict(reversed(list(data["services"].items())))
    repository.write("compose.yaml", yaml.safe_dump({**data, "services": services}, sort_keys=False, indent=4))
    repository.write(".mcp.json", json.dumps(json.loads(SERVERS), indent="\t"))


def _accept(repository: Repository) -> None:
    treatment = Treatment(reason="Little is at stake", owner="Ana", review_by=date(2027, 6, 1), author="Ana")
    repository.change_threat("T-001", status=ThreatStatus.ACCEPTED, treatment=treatment)


def _accept_too_long(repository: Repository) -> None:
    treatment = Treatment(reason="Until the summer", owner="Ana", review_by=date(2026, 9, 1), author="Ana")
    repository.change_threat("T-004", treatment=treatment)


def _waived(expires: str) -> Callable[[Repository], None]:
    def make(repository: Repository) -> None:
        repository.change("compose.yaml", "  cache:", "  queue:\n    image: rabbitmq:4\n  cache:")
        finding = "drift:compose.yaml:part queue:new"
        repository.write("threatparley-waivers.yaml", WAIVER.format(finding=finding, expires=expires))

    return make


def _taken_in(repository: Repository) -> None:
    repository.change("compose.yaml", "  cache:", "  queue:\n    image: rabbitmq:4\n  cache:")
    repository.keep(taken_in(repository.model, {"compose.yaml": repository.read("compose.yaml")}))


def _named_anew(repository: Repository) -> None:
    model = repository.model
    parts = tuple(one.model_copy(update={"name": f"our {one.name}, as we say"}) for one in model.components)
    repository.keep(model.model_copy(update={"components": parts}))


def _moved(repository: Repository) -> None:
    repository.git("mv", "compose.yaml", "docker-compose.yml")


def _mitigated(repository: Repository) -> None:
    repository.change_threat("T-001", status=ThreatStatus.MITIGATED, current=score(3, 3, 3, 3, 3))


CHANGES = (
    ScriptedChange(
        "a new tool server", _servers('"search":', '"mail": {"command": "mail-mcp"},\n    "search":'), True,
        ("drift:.mcp.json:part mail (MCP server):new",),
    ),
    ScriptedChange(
        "a published port", _compose("postgres:16", 'postgres:16\n    ports: ["5432:5432"]'), True,
        ("drift:compose.yaml:flow callers from outside → store:new",),
    ),
    ScriptedChange(
        "another published port", _compose("8080:80", "8443:443"), True,
        ("drift:compose.yaml:flow callers from outside → web:changed",),
    ),
    ScriptedChange(
        "a renamed service", _compose("  cache:", "  sessions:"), True,
        ("drift:compose.yaml:part sessions:new", "drift:compose.yaml:part cache:gone"),
    ),
    ScriptedChange("a comment", _compose("# the shop's", "# our shop's first"), False),
    ScriptedChange("another format and order", _reformat, False),
    ScriptedChange("a value of the environment", _compose("hello", "good morning"), False),
    ScriptedChange("where a secret comes from", _servers("${ORDERS_TOKEN}", "${VAULT_ORDERS_TOKEN}"), False),
    ScriptedChange(
        "a newer image", _compose("postgres:16", "postgres:17.2"), False, ("drift:compose.yaml:part store:changed",),
    ),
    ScriptedChange(
        "another image", _compose("redis:7", "strangers/redis:7"), True, ("drift:compose.yaml:part cache:changed",),
    ),
    ScriptedChange(
        "a removed service", _compose("  cache:\n    image: redis:7\n", ""), True,
        ("drift:compose.yaml:part cache:gone",),
    ),
    ScriptedChange(
        "a new connection", _compose("LOG_LEVEL: info", "LOG_LEVEL: info\n      CACHE: redis://cache:6379"), True,
        ("drift:compose.yaml:flow agent → cache:new",),
    ),
    ScriptedChange(
        "the socket of the container engine",
        _compose("harbour/agent:2.0", "harbour/agent:2.0\n    volumes: [/var/run/docker.sock:/var/run/docker.sock]"),
        True, ("drift:compose.yaml:part agent:changed",),
    ),
    ScriptedChange(
        "a model in the stack", _compose("services:", "models:\n  small:\n    model: ai/small\nservices:"), True,
        ("drift:compose.yaml:part small (model):new",),
    ),
    ScriptedChange(
        "a tool server elsewhere", _servers("search.harbour.example", "search.elsewhere.example"), True,
        ("drift:.mcp.json:part search (MCP server):changed",),
    ),
    ScriptedChange(
        "a second stack",
        lambda one: one.write("ops/compose.yaml", "services:\n  grafana:\n    image: grafana/grafana:12\n"), True,
        ("drift:ops/compose.yaml:part grafana:new",),
    ),
    ScriptedChange("a file under another name", _moved, False),
    ScriptedChange("an accepted risk", _accept, False),
    ScriptedChange("an accepted risk whose day has passed", _accept_too_long, True),
    ScriptedChange("a waiver", _waived("2027-01-31"), False, ("drift:compose.yaml:part queue:new",)),
    ScriptedChange("a waiver that has ended", _waived("2026-10-31"), True, ("drift:compose.yaml:part queue:new",)),
    ScriptedChange("a service that was taken in", _taken_in, False),
    ScriptedChange("parts that are called otherwise", _named_anew, False),
    ScriptedChange("a threat that grew", lambda one: one.change_threat("T-002", current=_HIGH), True),
    ScriptedChange("a threat that is dealt with", _mitigated, False),
    ScriptedChange("other files", lambda one: one.write("src/app.py", "print('hello')\n"), False),
    ScriptedChange("a model that is indented otherwise", lambda one: one.write(
        MODEL, json.dumps(json.loads(one.read(MODEL)), indent=4)), False),
)  # fmt: skip
