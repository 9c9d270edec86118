"""Tool servers by name: those that a gateway starts are parts, and what lies behind a known one is one too."""

import json

import pytest

from agent.domain.facts import Provenance
from agent.domain.model import ThreatModel
from agent.exchange.readers.any_format import read_foreign
from agent.exchange.readers.read_result import Read
from knowledge.vocabulary import ComponentKind
from tests.agent.exchange.interchange.models import catalog

GATEWAY = """
services:
  tools:
    image: docker/mcp-gateway:2.1
    command: {command}
  agent: {{image: "acme/agent:1", depends_on: [tools]}}
"""


def read(text: str) -> Read:
    return read_foreign(text, catalog())[1]


def gateway(command: str) -> ThreatModel:
    return read(GATEWAY.format(command=command)).model


def servers(**entries: object) -> ThreatModel:
    return read(json.dumps({"mcpServers": entries})).model


def facts(model: ThreatModel) -> dict[str, Provenance]:
    return {one.fact: one.provenance for one in model.facts}


def sources(model: ThreatModel) -> list[str]:
    return [one.name for one in model.components if one.kind is ComponentKind.CONTENT_SOURCE]


@pytest.mark.parametrize(
    "command",
    [
        "[--transport=sse, '--servers=duckduckgo,orders']", "--transport=sse --servers=duckduckgo,orders",
        "[--servers, 'duckduckgo,orders', --transport, sse]",
    ],
)  # fmt: skip
def test_the_servers_that_a_gateway_starts_are_parts_behind_it(command: str) -> None:
    model = gateway(command)
    started = {one.name: one for one in model.components if one.description == "Started by tools."}
    assert list(started) == ["duckduckgo (MCP server)", "orders (MCP server)"]
    assert all(one.kind is ComponentKind.TOOL_SERVER for one in started.values())
    ends = {(model.name_of(one.source), model.name_of(one.target)): one.untrusted for one in model.flows}
    assert ends["tools", "orders (MCP server)"] is False
    assert ends["orders (MCP server)", "tools"] is True
    assert facts(model)["calls_tools"] is Provenance.FILE


def test_tools_that_are_let_through_are_named_and_claimed_as_a_safeguard() -> None:
    model = gateway("['--servers=orders', '--tools=find,cancel']")
    (server,) = [one for one in model.components if one.name.startswith("orders")]
    assert "Of its tools, find, cancel are let through." in server.description
    assert "has_allow_only_needed_tools" in [one.fact for one in model.assumptions]


@pytest.mark.parametrize(("option", "claimed"), [("--verify-signatures", True), ("--verify-signatures=false", False)])
def test_a_switch_claims_what_it_switches_on(option: str, claimed: bool) -> None:
    model = gateway(f"['--servers=orders', '{option}']")
    assert ("has_vet_tools_before_use" in [one.fact for one in model.assumptions]) is claimed


def test_what_is_no_name_is_passed_over_and_another_image_is_no_gateway() -> None:
    assert not [one for one in gateway("['--servers=$SERVERS']").components if "MCP server" in one.name]
    other = GATEWAY.replace("docker/mcp-gateway", "acme/web").format(command="['--servers=orders']")
    assert not [one for one in read(other).model.components if "MCP server" in one.name]


@pytest.mark.parametrize(
    ("name", "entry", "source", "fact"),
    [
        ("web", {"command": "npx", "args": ["-y", "@playwright/mcp@1.2"]}, "web pages", "browses_web"),
        ("fetch", {"command": "uvx", "args": ["mcp-server-fetch"]}, "web pages", "reads_outside_content"),
        ("code", {"command": "docker", "args": ["run", "ghcr.io/github/github-mcp-server:1"]},
         "repositories on GitHub", "reads_outside_content"),
        ("tickets", {"url": "https://mcp.notion.com/mcp"}, "pages in Notion", "tools_read_private"),
        ("notes", {"command": "npx", "args": ["@modelcontextprotocol/server-memory"]}, "", "long_term_memory"),
        ("rows", {"command": "npx", "args": ["@example/postgres-mcp@2"]}, "", "tools_read_private"),
    ],
)  # fmt: skip
def test_a_known_server_tells_what_lies_behind_it(name: str, entry: object, source: str, fact: str) -> None:
    model = servers(**{name: entry})
    assert sources(model) == ([source] if source else [])
    assert fact in facts(model)


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("fetch-orders", {"command": "npx", "args": ["@example/orders-mcp"]}),
        ("own", {"command": "node", "args": ["/srv/github/server.js", "--token=github_mcp"]}),
        ("search-desk", {"url": "http://localhost:9/slack-mcp"}),
    ],
)
def test_everyday_words_paths_and_options_tell_nothing(name: str, entry: object) -> None:
    assert sources(servers(**{name: entry})) == []


def test_two_servers_share_the_one_thing_behind_them() -> None:
    model = servers(tavily={"url": "https://mcp.tavily.com/mcp"}, playwright={"command": "npx", "args": ["x"]})
    assert sources(model) == ["web pages"]
    (web,) = [one.id for one in model.components if one.name == "web pages"]
    assert len([one for one in model.flows if one.source == web and one.untrusted]) == 2
