"""Each kind of setup becomes what stands in it: parts, flows, entry points, facts and names of secrets, no more."""

import ast
import json
import re

import pytest

from agent.domain.facts import Provenance
from agent.domain.model import ThreatModel
from agent.exchange.formats import READ
from agent.exchange.readers.any_format import read_foreign
from agent.exchange.readers.bundles.bundle import read_bundle
from agent.exchange.readers.derived_facts import provider_of, table
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.tool_servers import tool_servers
from agent.reading.documents import is_safeguard
from knowledge.vocabulary import ComponentKind
from tests.agent.exchange.interchange.models import catalog
from tests.agent.exchange.readers.setups import (
    CARD_03,
    CARD_10,
    DRAWIO,
    DRAWIO_PACKED,
    GRAPH,
    GRAPH_SETTINGS,
    KUBERNETES,
    MERMAID,
    ML_BOM,
    MODEL_CARD,
    OPENAPI,
    PLANTED,
    SETUPS,
    SPDX,
    TERRAFORM,
)
from tests.test_architecture import ROOT


def read(text: str) -> Read:
    return read_foreign(text, catalog())[1]


def kinds(model: ThreatModel) -> dict[str, ComponentKind]:
    return {one.name: one.kind for one in model.components}


def flows(model: ThreatModel) -> dict[tuple[str, str], str]:
    return {(model.name_of(one.source), model.name_of(one.target)): one.label for one in model.flows}


def facts(model: ThreatModel, provenance: Provenance = Provenance.FILE) -> dict[str, object]:
    return {one.fact: one.value for one in model.facts if one.provenance is provenance}


def likely(model: ThreatModel) -> dict[str, object]:
    return facts(model, Provenance.INFERRED)


def claimed(model: ThreatModel) -> set[str | None]:
    return {one.fact for one in model.assumptions if one.source}


def lost(found: Read, what: str) -> tuple[str, ...]:
    return next((one.names for one in found.losses if one.what == what), ())


def test_there_is_a_file_of_each_kind_of_setup() -> None:
    assert set(SETUPS) == {one.id for one in READ if one.setup}


@pytest.mark.parametrize("form", SETUPS)
def test_a_setup_is_recognised_by_what_stands_in_it(form: str) -> None:
    assert read_foreign(SETUPS[form], catalog())[0].id == form


@pytest.mark.parametrize("form", SETUPS)
def test_everything_read_from_a_setup_says_where_it_stood(form: str) -> None:
    bundle = read_bundle([("setup", SETUPS[form])], catalog())
    told = {one.thing for one in bundle.read.taken}
    model = bundle.read.model
    assert {one.id for one in model.things()} <= told
    assert {f"fact {one.fact}" for one in model.facts} <= told
    assert all(one.file == "setup" for one in bundle.read.taken)
    assert all(" in setup" in one.because for one in model.facts)
    for one in bundle.read.taken:
        assert re.match(r"/|\Z|line \d+|page \d+, cell", one.pointer), one


@pytest.mark.parametrize("form", SETUPS)
def test_no_value_of_a_secret_comes_in(form: str) -> None:
    found = read(SETUPS[form])
    everything = found.model.model_dump_json() + repr(
        (found.taken, found.losses, found.marks, found.flags, found.prose)
    )
    assert not [value for value in PLANTED if value in everything]


def test_a_graph_becomes_steps_with_choices_loops_and_stops() -> None:
    found = read(GRAPH)
    assert kinds(found.model) == {"planner_agent": ComponentKind.AGENT, "tools": ComponentKind.TOOL,
                                  "summary": ComponentKind.LANGUAGE_MODEL}  # fmt: skip
    ends = flows(found.model)
    assert ends["planner_agent", "tools"] == "call (chosen while it runs)"
    assert ("tools", "planner_agent") in ends
    assert ("callers from outside", "planner_agent") in ends
    assert ("summary", "callers from outside") in ends
    assert facts(found.model) == {"calls_tools": True}
    assert claimed(found.model) == {"control_human_review"}


def test_a_graph_that_is_none_of_langgraph_is_refused() -> None:
    with pytest.raises(Exception, match="at /nodes: expected the steps of a LangGraph graph"):
        read(json.dumps({"nodes": [{"id": "a"}], "edges": []}))


def test_settings_of_a_graph_server_name_agents_memory_and_providers() -> None:
    found = read(GRAPH_SETTINGS)
    assert kinds(found.model) == {"assistant": ComponentKind.AGENT, "judge": ComponentKind.AGENT,
                                  "OpenAI model": ComponentKind.LANGUAGE_MODEL,
                                  "memory store": ComponentKind.MEMORY}  # fmt: skip
    assert {one.name for one in found.model.components if one.inferred} == {"OpenAI model"}
    assert facts(found.model) == {"long_term_memory": True}
    assert likely(found.model).keys() == {"model_origin", "multiple_agents", "stores_conversations"}
    assert [one.name for one in found.model.assets] == ["OPENAI_API_KEY of assistant"]


def test_an_interface_becomes_one_part_with_callers_logins_and_fields_about_people() -> None:
    found = read(OPENAPI)
    model = found.model
    assert (model.system.name, model.system.purpose) == ("Harbour help desk", "Customers ask about their orders.")
    assert kinds(model)["identity provider"] is ComponentKind.IDENTITY
    part = next(one for one in model.components if one.name == "Harbour help desk")
    assert "3 operations" in part.description
    assert "Changes things: POST /chats, DELETE /orders/{id}" in part.description
    assert [one.label for one in model.flows if one.untrusted] == ["calls of 3 operations"]
    assert ("Harbour help desk", "receiver of refund") in flows(model)
    assert facts(model) == {"accepts_files": True}
    assert likely(model) == {"exposure": "registered", "data_sensitivity": "personal"}
    assert claimed(model) == {"control_rate_limits"}
    assert {one.name for one in model.assets} == {
        "X-Api-Key (key of callers) of Harbour help desk", "Customer (email, phoneNumber)",
    }  # fmt: skip
    assert lost(found, "references to other files") == ("https://elsewhere.example/paths.yaml#***",)


def test_references_in_a_circle_lead_nowhere() -> None:
    text = {
        "openapi": "3.0.0",
        "info": {"title": "x"},
        "paths": {"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}},
    }
    assert [one.name for one in read(json.dumps(text)).model.components] == ["x"]


@pytest.mark.parametrize(("text", "version"), [(CARD_03, "0.3"), (CARD_10, "1.0")])
def test_a_card_of_either_version_becomes_an_agent_with_its_callers(text: str, version: str) -> None:
    model = read(text).model
    assert kinds(model)["Refund agent"] is ComponentKind.AGENT
    assert [one.untrusted for one in model.flows if one.label.startswith("tasks")] == [True]
    assert facts(model) == {"audience": ("other_systems",)}
    assert likely(model)["exposure"] == "registered"
    if version == "0.3":
        assert kinds(model)["Pay refund"] is ComponentKind.TOOL
        assert kinds(model)["identity provider"] is ComponentKind.IDENTITY
        assert likely(model)["control_provenance_checks"] is False
    else:
        assert [one.name for one in model.assets] == ["X-Key (key of callers) of Refund agent"]
        assert claimed(model) == {"control_provenance_checks"}


def test_a_bill_of_materials_gives_models_data_and_services_and_leaves_packages() -> None:
    found = read(ML_BOM)
    assert kinds(found.model) == {"ticket-router": ComponentKind.PREDICTIVE_MODEL,
                                  "tickets 2025": ComponentKind.DATASET,
                                  "label desk": ComponentKind.EXTERNAL_SERVICE}  # fmt: skip
    assert flows(found.model) == {("tickets 2025", "ticket-router"): "training data"}
    told = {one.name: one.description for one in found.model.components}
    assert told["label desk"] == "Reached at labels.example.com. Asks nobody who they are."
    assert "English alone" in told["ticket-router"]
    assert facts(found.model) == {"third_party_processing": True}
    assert lost(found, "packages and other components") == ("numpy",)


def test_an_spdx_document_gives_what_trains_what_behind_its_files() -> None:
    found = read(SPDX)
    assert kinds(found.model) == {"router": ComponentKind.PREDICTIVE_MODEL, "tickets": ComponentKind.DATASET}
    assert flows(found.model) == {("tickets", "router"): "training data"}
    assert facts(found.model) == {"training_data_personal": True}
    assert likely(found.model) == {"decision_autonomy": "automatic", "training_data_outside": True}


def test_a_model_card_gives_facts_by_its_front_matter_and_its_words_as_prose() -> None:
    found = read(MODEL_CARD)
    assert kinds(found.model) == {
        "Harbour writer": ComponentKind.LANGUAGE_MODEL,
        "example/instructions": ComponentKind.DATASET,
    }
    assert facts(found.model) == {
        "model_origin": ("open_weights",), "design_published": True, "training": "tuned", "model_converted": True,
        "training_data_outside": True, "training_data_fetched": True,
    }  # fmt: skip
    assert found.prose.startswith("# Harbour writer")
    assert "answers questions" not in found.model.model_dump_json()


def test_a_flowchart_becomes_frames_parts_people_and_arrows() -> None:
    found = read(MERMAID)
    model = found.model
    assert kinds(model) == {"Web app": ComponentKind.CLIENT, "Support agent": ComponentKind.AGENT,
                            "Log": ComponentKind.MONITORING, "Orders": ComponentKind.DATA_STORE}  # fmt: skip
    assert [one.name for one in model.actors] == ["Customers"]
    zones = {one.name: model.name_of(one.boundary) if one.boundary else "" for one in model.components}
    assert zones["Orders"] == zones["Support agent"] == "Own network"
    assert flows(model) == {
        ("Customers", "Web app"): "questions", ("Web app", "Support agent"): "", ("Web app", "Log"): "",
        ("Support agent", "Orders"): "rows; all", ("Orders", "Support agent"): "rows; all",
    }  # fmt: skip
    assert "javascript" not in model.model_dump_json()
    assert lost(found, "looks and clicks of the drawing") == ("line 8",)


@pytest.mark.parametrize("text", [DRAWIO, DRAWIO_PACKED], ids=["plain", "compressed"])
def test_a_draw_io_diagram_becomes_the_same_plain_or_compressed(text: str) -> None:
    found = read(text)
    model = found.model
    assert model.system.name == "Desk"
    assert kinds(model) == {"Support agent": ComponentKind.AGENT, "Orders": ComponentKind.DATA_STORE}
    assert [one.name for one in model.actors] == ["Customer"]
    assert {model.name_of(one.boundary or "") for one in model.components} == {"Own network"}
    assert flows(model) == {("Customer", "Support agent"): "asks", ("Support agent", "Orders"): "reads",
                            ("Orders", "Support agent"): "reads"}  # fmt: skip
    assert len(lost(found, "arrows that hang loose or end at a frame")) == 1


def test_manifests_become_workloads_with_entries_rules_rights_and_names_of_secrets() -> None:
    found = read(KUBERNETES)
    model = found.model
    assert kinds(model) == {"assistant": ComponentKind.AGENT, "qdrant": ComponentKind.VECTOR_STORE,
                            "Anthropic model": ComponentKind.LANGUAGE_MODEL}  # fmt: skip
    told = {one.name: one.description for one in model.components}["assistant"]
    assert all(said in told for said in ("no fixed version", "Runs privileged", "service account assistant"))
    ends = flows(model)
    assert ends["callers from outside", "assistant"] == "Ingress desk.example.org without TLS"
    assert ends["assistant", "qdrant"] in ("address in VECTOR_URL", "let through by a network policy")
    assert facts(model) == {"own_infrastructure": True, "unpinned_packages": True}
    assert likely(model).keys() == {"model_origin", "exposure", "control_least_privilege", "control_secret_store"}
    assert "outbound_network" in claimed(model)
    assert {"DB_PASSWORD of assistant", "secret llm"} <= {one.name for one in model.assets}
    secret = next(one for one in model.assets if one.name == "secret llm")
    assert [model.name_of(one) for one in secret.held_by] == ["assistant"]
    assert lost(found, "manifests of kinds that are not read") == ("Oddity strange",)


def test_a_plan_becomes_its_known_resources_and_says_which_are_not() -> None:
    found = read(TERRAFORM)
    model = found.model
    assert kinds(model) == {"help-bot": ComponentKind.SERVICE, "orders": ComponentKind.DATA_STORE,
                            "desk agent": ComponentKind.AGENT}  # fmt: skip
    assert flows(model) == {("callers from outside", "orders"): "publicly accessible",
                            ("help-bot", "orders"): "names it in its settings"}  # fmt: skip
    assert likely(model) == {"exposure": "public"}
    assert lost(found, "resources of types that are not known") == ("acme_widget.a",)


def test_the_table_of_findings_states_no_safeguard_and_names_facts_that_exist() -> None:
    known = catalog()
    for one in table().findings:
        assert one.states or one.suggests
        for shown in (*one.states, *one.suggests):
            assert known.accepts_fact(shown.fact, shown.value) is None, one.finding
        stated = [shown for shown in one.states if is_safeguard(shown.fact, shown.value, known)]
        assert not stated, f"{one.finding}: a safeguard that a file claims waits for a person"


def test_every_finding_is_called_by_a_reader_and_every_call_is_in_the_table() -> None:
    calls: set[str] = set()
    for path in sorted((ROOT / "agent" / "exchange" / "readers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "finds":
                words = ast.walk(node.args[0])
                calls |= {str(one.value) for one in words if isinstance(one, ast.Constant)}
    known = tool_servers()
    calls |= {one.finding for one in known.servers} | {name for one in known.gateways for name in one.findings.values()}
    assert calls == {one.finding for one in table().findings}


@pytest.mark.parametrize(
    ("name", "provider"),
    [("OPENAI_API_KEY", "OpenAI"), ("openai-api-key", "OpenAI"), ("AZURE_OPENAI_API_KEY", "Azure OpenAI"),
     ("OPENAI_MODEL", ""), ("STRIPE_API_KEY", ""), ("KEY", "")],
)  # fmt: skip
def test_a_provider_is_told_by_the_name_of_its_key(name: str, provider: str) -> None:
    assert provider_of(name) == provider


LANGGRAPH_DRAWN = """---
config:
  flowchart:
    curve: linear
---
graph TD;
\t__start__([<p>__start__</p>]):::first
\tllm(llm)
\tchoice{"Agent decides:<br/>look up?"}
\t__end__([<p>__end__</p>]):::last
\t__start__ --> choice;
\tchoice -. &nbsp;yes&nbsp; .-> llm;
\tllm --> __end__;
\tclassDef default fill:#f2f0ff,line-height:1.2
"""


def test_a_graph_that_langgraph_draws_begins_and_ends_with_its_callers() -> None:
    model = read(LANGGRAPH_DRAWN).model
    assert kinds(model) == {"llm": ComponentKind.LANGUAGE_MODEL, "Agent decides: look up?": ComponentKind.SERVICE}
    assert flows(model) == {
        ("callers from outside", "Agent decides: look up?"): "", ("Agent decides: look up?", "llm"): "yes",
        ("llm", "callers from outside"): "",
    }  # fmt: skip
    assert [one.untrusted for one in model.flows] == [True, False, False]


def test_little_pictures_before_names_are_no_part_of_them() -> None:
    model = read("flowchart LR\n  u[👤 User] --> a[🤖 Support agent]\n  a --> b[🗄️]\n").model
    assert [one.name for one in model.actors] == ["User"]
    assert {one.name for one in model.components} >= {"Support agent"}
    assert len(model.components) == 2


def test_variables_of_a_stack_stand_with_their_defaults() -> None:
    stack = (
        'services:\n  web:\n    image: "a/b:${TAG:-main}"\n    ports: ["${PORT:-3000}:80"]\n    environment: {A: b}\n'
    )
    found = read(stack)
    assert [one.label for one in found.model.flows] == ["ports 3000:80"]
    assert "port:3000" in found.marks["C-1"]
    assert facts(found.model)["unpinned_packages"] is True
