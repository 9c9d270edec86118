"""One small file of each format that is read, and what makes it hostile; a format without a row fails its tests."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from agent.exchange.formats import format_of, written
from tests.agent.exchange.interchange.models import dossier
from tests.agent.exchange.readers.setups import SETUPS
from tests.ui.models import rich_model

YAML_BOMB = "l0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"l{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
)
PYTM = json.dumps(
    {
        "name": "Desk", "boundaries": [{"name": "inside"}], "data": [],
        "elements": [{"name": "bot", "__class__": "Agent"}, {"name": "rows", "__class__": "Datastore"}],
        "flows": [{"name": "reads", "source": "bot", "sink": "rows"}],
    }
)  # fmt: skip
THREAGILE = (
    "threagile_version: 1.0.0\ntitle: Desk\nauthor:\n  name: Ida\ntechnical_assets:\n  Bot:\n    id: bot\n"
    "    type: process\n    technology: ai\n  Rows:\n    id: rows\n    type: datastore\n    technology: database\n"
)


@dataclass(frozen=True)
class Sample:
    """One format's file, and how each kind of harm is done to it."""

    text: str
    name: str
    """A name of a part that stands in it, to be replaced by a script."""
    many: Callable[[], str]
    """The same with a hundred thousand things, or with as many as fit into the size that is read."""
    version: tuple[str, str] | None
    """The words of its version, and those of one that nobody knows; none where the format has no version."""
    notation: str = "json"
    """json, yaml, xml or lines: in which way it can be deep, or refer to itself."""
    before: str = ""
    """What stands before the name where it stands in other places too."""


def _native(form: str) -> str:
    return written(format_of(form), dossier(rich_model())).data.decode()


def _grown(text: str, *path: str | int, one: Callable[[int], object], keyed: bool = False) -> str:
    """A JSON file with a hundred thousand things where a path leads."""
    data = json.loads(text)
    here = data
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = {f"n{n}": one(n) for n in range(100_000)} if keyed else [one(n) for n in range(100_000)]
    return json.dumps(data, separators=(",", ":"))


def _many_services() -> str:
    return "services:\n" + "".join(f"  s{n}:\n    image: a:1\n" for n in range(100_000))


_OTM, _BOM, _DRAGON, _COMPOSER = map(_native, ("otm", "tm-bom", "threat-dragon", "threat-composer"))
_MMD = SETUPS["mmd"]

SAMPLES: dict[str, Sample] = {
    "threat-dragon": Sample(
        _DRAGON, rich_model().components[0].name,
        lambda: _grown(_DRAGON, "detail", "diagrams", 0, "cells",
                       one=lambda n: {"id": f"c{n}", "shape": "actor", "zIndex": 1, "data": {"name": "a"}}),
        ('"version": "2', '"version": "9'),
    ),
    "threat-composer": Sample(
        _COMPOSER, rich_model().threats[0].title,
        lambda: _grown(_COMPOSER, "threats", one=lambda n: {"id": f"{n}", "numericId": n, "statement": "s"}),
        ('"schema": 1', '"schema": 7'),
    ),
    "otm": Sample(
        _OTM, rich_model().components[0].name,
        lambda: _grown(_OTM, "assets", one=lambda n: {"id": f"a{n}", "name": "n", "risk": {}}),
        ('"otmVersion": "0', '"otmVersion": "9'),
    ),
    "tm-bom": Sample(
        _BOM, rich_model().components[0].name,
        lambda: _grown(_BOM, "trust_zones", one=lambda n: {"symbolic_name": f"z{n}", "title": "z"}), None,
    ),
    "pytm": Sample(
        PYTM, "bot", lambda: _grown(PYTM, "elements", one=lambda n: {"name": f"e{n}", "__class__": "Server"}), None,
    ),
    "threagile": Sample(
        THREAGILE, "Bot",
        lambda: THREAGILE + "".join(f"  A{n}:\n    id: a{n}\n    type: process\n" for n in range(20_000)), None, "yaml",
    ),
    "compose": Sample(SETUPS["compose"], "assistant", _many_services, None, "yaml"),
    "mcp-servers": Sample(
        SETUPS["mcp-servers"], "orders",
        lambda: _grown(SETUPS["mcp-servers"], "mcpServers", one=lambda n: {"command": "a"}, keyed=True), None,
    ),
    "langgraph": Sample(
        SETUPS["langgraph"], "planner_agent",
        lambda: _grown(SETUPS["langgraph"], "nodes", one=lambda n: {"id": f"n{n}", "data": {"id": ["x"]}}), None,
    ),
    "langgraph-settings": Sample(
        SETUPS["langgraph-settings"], "assistant",
        lambda: _grown(SETUPS["langgraph-settings"], "graphs", one=lambda n: "a.py:g", keyed=True), None,
    ),
    "openapi": Sample(
        SETUPS["openapi"], "Harbour help desk",
        lambda: _grown(SETUPS["openapi"], "webhooks", one=lambda n: {"post": {}}, keyed=True),
        ('"openapi": "3.1', '"openapi": "9.1'),
    ),
    "a2a": Sample(
        SETUPS["a2a"], "Refund agent",
        lambda: _grown(SETUPS["a2a"], "skills", one=lambda n: {"id": f"s{n}", "name": f"s{n}", "tags": []}),
        ('"protocolVersion": "0.3.0"', '"protocolVersion": "9.1"'),
    ),
    "ml-bom": Sample(
        SETUPS["ml-bom"], "ticket-router",
        lambda: _grown(SETUPS["ml-bom"], "components", one=lambda n: {"type": "data", "bom-ref": f"d{n}", "name": "d"}),
        ('"specVersion": "1.6"', '"specVersion": "0.6"'),
    ),
    "spdx-ai": Sample(
        SETUPS["spdx-ai"], "router",
        lambda: _grown(SETUPS["spdx-ai"], "@graph",
                       one=lambda n: {"type": "ai_AIPackage", "spdxId": f"urn:{n}", "name": "n"}),
        ('"specVersion": "3.0.1"', '"specVersion": "2.3"'),
    ),
    "model-card": Sample(
        SETUPS["model-card"], "Harbour writer",
        lambda: SETUPS["model-card"].replace("datasets:\n", "datasets:\n" + "- a/b\n" * 100_000), None, "yaml",
    ),
    "kubernetes": Sample(
        SETUPS["kubernetes"], "qdrant",
        lambda: "---\n".join(f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: p{n}\n" for n in range(20_000)), None,
        "yaml", before="{name: ",
    ),
    "terraform-plan": Sample(
        SETUPS["terraform-plan"], "",
        lambda: _grown(SETUPS["terraform-plan"], "planned_values", "root_module", "resources",
                       one=lambda n: {"address": f"aws_s3_bucket.b{n}", "type": "aws_s3_bucket", "name": f"b{n}",
                                      "values": {}}), None,
    ),
    "drawio": Sample(
        SETUPS["drawio"], "Orders",
        lambda: "<mxfile><diagram><mxGraphModel><root>"
        + "".join(f'<mxCell id="c{n}" value="b{n}" vertex="1" parent="1"/>' for n in range(80_000))
        + "</root></mxGraphModel></diagram></mxfile>", None, "xml",
    ),
    "mermaid-document": Sample(
        SETUPS["mermaid-document"], "Support agent",
        lambda: "# Desk\n\n```mermaid\nflowchart LR\n" + "a-->b\n" * 100_000 + "```\n", None, "lines",
    ),
    "mmd": Sample(_MMD, "Support agent", lambda: "flowchart LR\n" + "a-->b\n" * 100_000, None, "lines"),
}  # fmt: skip
