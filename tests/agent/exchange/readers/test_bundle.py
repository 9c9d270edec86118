"""Several files make one system: what is the same is one part, what contradicts is asked, what is told is not asked."""

import json
from pathlib import Path

import pytest

from agent.assembly import assemble_once
from agent.domain import Said
from agent.domain.changes.edits import CloseInterview
from agent.domain.facts import Provenance
from agent.domain.model import ThreatModel
from agent.errors import InputError
from agent.exchange.readers.bundles.bundle import Bundle, read_bundle
from agent.input_validation import clean_model
from agent.settings import Settings
from knowledge.vocabulary import ComponentKind
from tests.agent.exchange.interchange.models import catalog
from tests.agent.exchange.interchange.schemas import AWAY, FOLDER
from tests.agent.exchange.readers.setups import (
    COMPOSE,
    GRAPH_SETTINGS,
    KUBERNETES,
    MCP,
    MODEL_CARD,
    OPENAPI,
    PLANTED,
    SETUPS,
    TERRAFORM,
)
from tests.agent.exchange.readers.slots import TABLE, filled

OWN = (("compose.yaml", COMPOSE), ("mcp.json", MCP), ("openapi.json", OPENAPI))
BAR = 12
"""Of twenty; a bundle that fills fewer saves too little of an interview."""


def bundle(*files: tuple[str, str]) -> Bundle:
    return read_bundle(files, catalog())


def named(model: ThreatModel) -> dict[str, str]:
    return {one.name: one.id for one in model.components}


def sample(*places: str) -> tuple[tuple[str, str], ...]:
    return tuple((Path(one).name, (FOLDER / one).read_text(encoding="utf-8")) for one in places)


def test_there_are_twenty_slots_and_an_empty_model_fills_none() -> None:
    assert len(TABLE) == 20
    assert filled(ThreatModel()) == []


def test_a_bundle_of_own_files_fills_most_of_what_an_interview_settles() -> None:
    found = filled(bundle(*OWN).read.model)
    assert len(found) >= BAR, found
    alone = [set(filled(bundle(one).read.model)) for one in OWN]
    assert all(one < set(found) for one in alone)


@pytest.mark.skipif(not FOLDER.is_dir(), reason=AWAY)
@pytest.mark.parametrize("stack", ["langgraph", "agno"])
@pytest.mark.parametrize("servers", ["servers-repo.mcp.json", "threat-designer-sentry.mcp_config.json"])
def test_a_bundle_of_files_of_others_fills_most_of_it(stack: str, servers: str) -> None:
    files = sample(
        f"docker_compose/examples/{stack}.compose.yaml", f"mcp_config/examples/{servers}",
        "openapi/examples/petstore-expanded-3.0.yaml",
    )  # fmt: skip
    model = bundle(*files).read.model
    assert len(filled(model)) >= BAR, filled(model)


@pytest.mark.skipif(not FOLDER.is_dir(), reason=AWAY)
def test_sockets_and_default_credentials_in_files_of_others_are_flagged() -> None:
    model = bundle(*sample("docker_compose/examples/langgraph.compose.yaml"), ("mcp.json", MCP)).read.model
    told = " ".join(one.description for one in model.components)
    assert "socket of the container engine" in told
    assert "default credential in POSTGRES_PASSWORD" in told


def test_the_same_thing_of_several_files_is_one_part_with_a_place_in_each() -> None:
    found = bundle(*OWN)
    model, parts = found.read.model, named(found.read.model)
    assert "orders (MCP server)" not in parts, "it answers at the port that orders-mcp publishes"
    assert "Harbour help desk" not in parts, "it is served at the port that web publishes"
    server = next(one for one in model.components if one.name == "orders-mcp")
    assert server.kind is ComponentKind.TOOL_SERVER
    assert "orders (MCP server)" in server.called
    places = [one.file for one in found.read.taken if one.thing == server.id]
    assert places == ["compose.yaml", "mcp.json"]


def test_flows_join_and_people_are_the_same() -> None:
    model = bundle(*OWN).read.model
    assert [one.name for one in model.actors] == ["callers from outside", "receiver of refund"]
    entries = [one for one in model.flows if one.untrusted and one.source == "P-1"]
    assert [(model.name_of(one.target), one.label) for one in entries] == [
        ("web", "ports 8080:8080; calls of 3 operations")
    ]
    ends = [(one.source, one.target) for one in model.flows]
    assert len(ends) == len(set(ends))


def test_the_agent_that_a_list_of_tools_implies_is_the_one_agent_of_the_others() -> None:
    found = bundle(*OWN)
    model, parts = found.read.model, named(found.read.model)
    assert "agent with these tools" not in parts
    used = {model.name_of(one.target) for one in model.flows if one.source == parts["assistant"]}
    assert {"orders-mcp", "mail (MCP server)"} <= used
    assert [one.text for one in model.assumptions if one.fact is None] == [
        "“assistant” is what mcp.json means by “agent with these tools”"
    ]


def test_an_agent_that_could_be_either_of_two_is_asked_about() -> None:
    model = bundle(("langgraph.json", GRAPH_SETTINGS), ("mcp.json", MCP)).read.model
    assert "Which is “agent with these tools” of mcp.json: “assistant” or “judge”?" in model.system.left_open
    assert "agent with these tools" in named(model)


def test_a_fact_of_several_files_has_the_places_of_all() -> None:
    more = COMPOSE.replace("qdrant/qdrant:v1.12.0", "qdrant/qdrant")
    model = bundle(("compose.yaml", more), ("mcp.json", MCP)).read.model
    (because,) = [one.because for one in model.facts if one.fact == "unpinned_packages"]
    assert "/services/vectors/image in compose.yaml" in because
    assert "/mcpServers/mail in mcp.json" in because


def test_contradictions_are_asked_and_neither_side_counts() -> None:
    plan = json.loads(TERRAFORM)
    secret = {"address": "aws_secretsmanager_secret.a", "type": "aws_secretsmanager_secret", "name": "a", "values": {}}
    plan["planned_values"]["root_module"]["resources"].append(secret)
    model = bundle(("k8s.yaml", KUBERNETES), ("plan.json", json.dumps(plan))).read.model
    (asked,) = [one for one in model.system.left_open if one.startswith("Which holds")]
    assert "not kept in a secret store (k8s.yaml)" in asked
    assert "plan.json" in asked
    told = [*(one.fact for one in model.facts), *(one.fact for one in model.assumptions)]
    assert not [one for one in told if one and "secret_store" in one]


def test_of_how_far_it_is_open_the_widest_counts() -> None:
    card = json.loads(OPENAPI) | {"security": [], "servers": [{"url": "https://open.example.org"}], "components": {}}
    card["info"]["title"] = "Open desk"
    model = bundle(("closed.json", OPENAPI), ("open.json", json.dumps(card))).read.model
    (exposure,) = [one for one in model.facts if one.fact == "exposure"]
    assert (exposure.value, exposure.provenance) == ("public", Provenance.INFERRED)
    assert "closed.json" in exposure.because
    assert "open.json" in exposure.because


def test_a_part_of_which_files_tell_different_things_is_asked_about() -> None:
    stack = 'services:\n  ledger:\n    image: "acme/agent:1"\n    ports: ["9:9"]\n'
    model = bundle(("a.mmd", "flowchart LR\n  a[(ledger)] --> b[x]\n"), ("b.yaml", stack)).read.model
    assert [one.name for one in model.components] == ["ledger", "x", "ledger"]
    asked = "Is “ledger” of b.yaml (agent) the same as “ledger” of a.mmd (database or file store)?"
    assert asked in model.system.left_open
    reached = json.dumps({"mcpServers": {"ledger": {"url": "http://localhost:9/sse"}}})
    model = bundle(("b.yaml", stack), ("mcp.json", reached)).read.model
    assert "What is “ledger”: agent (b.yaml) or tool server (mcp.json)?" in model.system.left_open
    assert len([one for one in model.components if "ledger" in one.name]) == 1


def test_a_tool_server_with_the_name_of_a_database_is_not_the_database() -> None:
    stack = "services:\n  postgres:\n    image: postgres:16\n    environment: {A: b}\n"
    tools = json.dumps({"mcpServers": {"postgres": {"command": "npx", "args": ["@example/postgres@1.2"]}}})
    model = bundle(("compose.yaml", stack), ("mcp.json", tools)).read.model
    assert {"postgres", "postgres (MCP server)"} <= set(named(model))
    assert any(one.startswith("Is “postgres (MCP server)” of mcp.json") for one in model.system.left_open)


def test_what_is_stated_goes_before_what_is_only_likely() -> None:
    model = bundle(("compose.yaml", COMPOSE), ("README.md", MODEL_CARD)).read.model
    (origin,) = [one for one in model.facts if one.fact == "model_origin"]
    assert (origin.value, origin.provenance) == (("open_weights",), Provenance.FILE)
    assert any("a provider hosts the model" in one for one in model.system.left_open)


def test_a_file_that_nothing_links_to_the_others_is_asked_about() -> None:
    model = bundle(("compose.yaml", COMPOSE), ("README.md", MODEL_CARD)).read.model
    assert any("of README.md to the parts of the other files" in one for one in model.system.left_open)


def test_a_bundle_is_read_whole_or_not_at_all_and_the_bad_file_is_named() -> None:
    with pytest.raises(InputError, match=r"bad\.json: as OpenAPI description"):
        bundle(*OWN, ("bad.json", '{"openapi": "9.0", "info": {"title": "x"}}'))
    with pytest.raises(InputError, match="at most 50 make one system"):
        bundle(*OWN * 20)


def test_the_same_files_make_the_same_model_and_every_kind_goes_with_every_other() -> None:
    every = tuple((name, text) for name, text in SETUPS.items())
    first, second = bundle(*every), bundle(*every)
    assert first.read.model == second.read.model
    model = clean_model(first.read.model).model
    told = {one.thing for one in first.read.taken}
    assert {one.id for one in model.things() if not one.id.startswith("A-")} <= told
    assert not [value for value in PLANTED if value in model.model_dump_json()]


def test_what_files_say_is_not_asked_again(tmp_path: Path) -> None:
    facilitator = assemble_once(Settings(data_dir=tmp_path))
    session = facilitator.import_model(bundle(*OWN).read.model)
    known = {one.fact for one in session.model.facts if one.provenance is Provenance.FILE}
    assert len(known) >= 5
    question, asked = session.question, set[str]()
    for number in range(25):
        if question is None:
            break
        asked |= set(question.facts)
        said = Said(question=question.id, chosen=(), key=f"answer-number-{number}")
        session = facilitator.hear(session.id, said)
        question = session.question
    assert len(asked) >= 10
    assert not asked & known
    session = facilitator.hear(session.id, Said(edits=(CloseInterview(),), key="draft-it-now-please"))
    assert len(session.model.threats) >= 10
    facilitator.close()
