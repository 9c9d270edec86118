"""Files of other tools are read whole or refused with the place; what a format can hold comes back as it was."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from agent.domain.model import ThreatModel
from agent.domain.threats import ControlStatus, Threat, ThreatStatus
from agent.errors import InputError
from agent.exchange.diagrams.diagram import shown
from agent.exchange.formats import READ, format_of, written
from agent.exchange.readers.any_format import read_foreign
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import kind_of_part
from agent.input_validation import clean_model
from agent.recognition import kinds_known
from knowledge.vocabulary import ComponentKind
from tests.agent.exchange.interchange.models import catalog, dossier, models
from tests.agent.exchange.interchange.schemas import AWAY, FOLDER
from tests.agent.exchange.test_exchange import HOSTILE, model_with

ROUND = [one.id for one in READ if one.writer]


def read(text: str) -> Read:
    return read_foreign(text, catalog())[1]


def back(form: str, model: ThreatModel) -> ThreatModel:
    return read(written(format_of(form), dossier(model)).data.decode()).model


def flat(text: str) -> str:
    return " ".join(text.split())


def architecture(model: ThreatModel) -> object:
    """What Threat Dragon, OTM and TM-BOM hold of parts, people, boundaries and flows."""
    return (
        sorted(
            (one.id, flat(one.name), one.kind, one.boundary or "", flat(one.description)) for one in model.components
        ),
        sorted((one.id, flat(one.name), one.trusted, one.boundary or "") for one in model.actors),
        [(one.id, flat(one.name), one.trust) for one in model.boundaries],
        [(one.id, one.source, one.target, flat(one.label), one.untrusted) for one in model.flows],
    )


def told(threat: Threat, status: Callable[[ThreatStatus], object] = lambda one: one) -> object:
    """What every format holds of a threat."""
    total = threat.rating.total
    return threat.id, flat(threat.title), flat(threat.statement), threat.references, status(threat.status), total


def whole(model: ThreatModel) -> object:
    """What OTM and TM-BOM hold."""
    return (
        architecture(model),
        [(one.id, flat(one.name), one.needs) for one in model.assets],
        [(one.id, flat(one.text), one.status) for one in model.assumptions],
        [(told(one), one.targets, one.inherent_rating, one.target_rating) for one in model.threats],
        [
            (one.id, flat(one.title), flat(one.action), flat(one.verify), one.status, one.threats)
            for one in model.controls
        ],
    )


def drawn(model: ThreatModel) -> object:
    """What Threat Dragon holds: measures are text there, and a dismissed threat and a retired one are the same."""
    gone = (ThreatStatus.DISMISSED, ThreatStatus.RETIRED)
    threats = sorted(model.threats, key=lambda one: one.id)
    standing = [told(one, lambda status: "n/a" if status in gone else status) for one in threats]
    return architecture(model), standing, [one.targets for one in threats]


def worded(model: ThreatModel) -> object:
    """What Threat Composer holds: three statuses of threats, four of measures, and no parts."""
    threats: dict[ThreatStatus, str] = {
        ThreatStatus.OPEN: "open",
        ThreatStatus.DISMISSED: "no",
        ThreatStatus.RETIRED: "no",
    }
    done = {ControlStatus.VERIFIED: ControlStatus.DONE, ControlStatus.PLANNED: ControlStatus.PROPOSED}
    return (
        [(flat(one.text), one.status) for one in model.assumptions],
        [
            (one.id, flat(one.title), flat(one.statement), threats.get(one.status, "settled"), one.rating.total)
            for one in model.threats
        ],
        [(one.id, done.get(one.status, one.status), set(one.threats)) for one in model.controls],
    )


def sketched(model: ThreatModel) -> object:
    """What Mermaid holds: shortened names, shapes instead of kinds, and the flows in their order."""
    kinds = catalog().kinds
    drawn_in = {one.boundary for one in model.components} | {one.boundary for one in model.actors}
    return (
        sorted((one.id, shown(model.name_of(one.id), 60), kinds[one.kind].shape, one.boundary or "")
               for one in model.components),
        sorted((one.id, shown(model.name_of(one.id), 60), one.boundary or "") for one in model.actors),
        [(one.id, shown(model.name_of(one.id), 60)) for one in model.boundaries if one.id in drawn_in],
        [(one.source, one.target, shown(one.label, 40), one.untrusted) for one in model.flows],
    )  # fmt: skip


HELD = {"mmd": sketched, "otm": whole, "tm-bom": whole, "threat-dragon": drawn, "threat-composer": worded}
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(model=models())
def test_what_a_format_can_hold_comes_back_as_it_was(model: ThreatModel) -> None:
    for form in ROUND:
        known = HELD[form]
        assert known(back(form, model)) == known(model), form


@pytest.mark.parametrize("form", [one for one in ROUND if one != "mmd"])
def test_every_thing_that_is_read_says_where_it_stood(form: str) -> None:
    text = written(format_of(form), dossier(model_with(catalog()))).data.decode()
    found = read(text)
    things = {one.id for one in found.model.things()}
    assert things == {one.thing for one in found.taken}
    for one in found.taken:
        place: Any = json.loads(text)
        for step in one.pointer.split("/")[1:]:
            place = place[int(step)] if isinstance(place, list) else place[step]
        assert place


def test_every_format_that_is_read_is_recognised_by_its_content() -> None:
    known = set(kinds_known())
    assert READ
    for one in READ:
        assert one.kinds
        assert set(one.kinds) <= known


DRAGON = {"version": "2.5.0", "summary": {"title": "Desk"}, "detail": {"diagrams": []}}
COMPOSER = {"schema": 1, "applicationInfo": {"name": "Desk"}, "threats": []}
OTM = {"otmVersion": "0.2.0", "project": {"name": "Desk", "id": "desk"}}
BOM = {"version": "1.0", "scope": {"title": "Desk"}, "trust_zones": [], "components": []}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (json.dumps({**DRAGON, "version": "1.6"}),
         "at /version: expected a Threat Dragon model of version 2, found 1.6"),
        (json.dumps({**DRAGON, "summary": []}), "at /summary: expected an object, found a list"),
        (json.dumps({**DRAGON, "detail": {"diagrams": {"a": 1}}}), "at /detail/diagrams: expected a list"),
        (json.dumps({**DRAGON, "detail": {"diagrams": [{"cells": [{"shape": "actor"}]}]}}),
         "at /detail/diagrams/0/cells/0/id: expected text that is not empty, found nothing"),
        (json.dumps({**COMPOSER, "schema": 2}), "at /schema: expected a workspace of schema 1, found 2"),
        (json.dumps({**COMPOSER, "threats": [{"id": "a"}]}),
         "at /threats/0/numericId: expected a number, found nothing"),
        (json.dumps({**COMPOSER, "threats": [{"id": "a", "numericId": 1, "status": "maybe"}]}),
         "at /threats/0/status: expected one of threatIdentified"),
        (json.dumps({**OTM, "otmVersion": "9"}), "at /otmVersion: expected version 0.1 or 0.2, found 9"),
        (json.dumps({**OTM, "threats": "none"}), "at /threats: expected a list, found text"),
        (json.dumps({**OTM, "components": [{"id": "a", "name": "A", "type": "x", "parent": {"component": "a"}}]}),
         "at /components/0/parent/component: expected the id of another component"),
        (json.dumps({**BOM, "threats": [{"title": "x"}]}), "at /threats/0/symbolic_name: expected text"),
        ("otmVersion: 0.2.0\nproject: &p\n  name: Desk\n  id: [*p]\n", "line 4 refers to *p, which is not written out"),
        ("otmVersion: 0.2.0\nproject: {id: a}\nl0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"l{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)
        ), "more than 500,000 values at line"),
        ("otmVersion: 0.2.0\nproject:\n  name: Desk\n  name: Desk\n", "stands twice"),
        ("otmVersion: 0.2.0\nproject: !!python/object:os.system {}\n  name: x\n", "not valid YAML at line"),
        ("services:\n  web:\n    image: a\n    ports: 80\n", "at /services/web/ports: expected a list, found a number"),
        (json.dumps({"mcpServers": {"git": {"args": ["x"]}}}),
         "at /mcpServers/git: expected an entry with a url or a command"),
        (json.dumps({"mcpServers": {}, "a": 1}), "expected at least one server"),
        (json.dumps({"type": "bundle", "objects": [], "id": "x"}),
         "a STIX bundle, which is not read as a model"),
        (json.dumps({"openapi": "3.1.0", "info": {}}), "at /info/title: expected text"),
        ("Our bot reads mail.", "no model that can be read"),
        ('{"otmVersion": "0.2.0", "project": ' + "[" * 100 + "]" * 100 + "}", "nested deeper than 60 levels"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_refused_whole_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read(text)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 600


def test_what_aliases_stand_for_is_read() -> None:
    found = read(
        "services:\n  a: &a\n    image: postgres:16\n    environment: {A: b}\n  b:\n    <<: *a\n    ports: ['80:80']\n"
    )
    assert [one.kind for one in found.model.components] == [ComponentKind.DATA_STORE] * 2


def test_a_file_that_is_too_large_or_holds_too_much_is_refused() -> None:
    with pytest.raises(InputError, match="the limit is 5,242,880"):
        read(json.dumps({**OTM, "more": "x" * 6_000_000}))
    zones = [{"id": f"z{n}", "name": "z", "risk": {"trustRating": 1}} for n in range(2_100)]
    with pytest.raises(InputError, match="more than 2,000 things of one sort"):
        read(json.dumps({**OTM, "trustZones": zones}))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_come_in_as_names_alone(text: str) -> None:
    parts = [{"id": "a", "name": text, "type": text, "parent": {"trustZone": "z"}}]
    model = read(json.dumps({**OTM, "components": parts})).model
    assert [one.name for one in model.components] == [flat(text)]


MCP = {
    "mcpServers": {
        "crm": {"url": "https://ida:hunter2secret@crm.example:8443/mcp?token=abc",
                "headers": {"Authorization": "Bearer s3cr3t"}},
        "files": {"command": "/usr/bin/npx", "args": ["-y", "@scope/files", "--key", "s3cr3t"],
                  "env": {"API_KEY": "s3cr3t"}},
        "shell": {"command": "bash", "args": ["-c", "run"]},
    }
}  # fmt: skip
COMPOSE = """
services:
  agent:
    build: .
    ports: ["8080:8080", "127.0.0.1:9:9"]
    environment:
      DATABASE_URL: postgres://user:s3cr3t@store:5432/db
      MCP_SERVER_URL: http://gateway:8811/sse
    models: [big]
  store:
    image: postgres
    environment: [POSTGRES_PASSWORD=password]
    networks: [inner]
  gateway:
    image: docker/mcp-gateway:1.2
    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
    depends_on: {store: {condition: service_healthy}}
networks: {inner: {}}
models: {big: {model: ai/qwen3}}
"""


def test_an_mcp_configuration_becomes_an_agent_with_its_servers_and_keeps_no_secret() -> None:
    found = read(json.dumps(MCP))
    told_of = {one.name: one.description for one in found.model.components}
    assert told_of["crm (MCP server)"] == "Reached at crm.example:8443. Gets Authorization."
    assert told_of["files (MCP server)"].startswith("Started as npx with the rights of the user. Fetched at each start")
    assert "through a shell" in told_of["shell (MCP server)"]
    zones = {one.name: found.model.name_of(one.boundary or "") for one in found.model.components}
    assert (zones["crm (MCP server)"], zones["files (MCP server)"]) == ("other networks", "this machine")
    assert [one.untrusted for one in found.model.flows] == [False, True] * 3
    everything = found.model.model_dump_json() + " ".join(one.line for one in found.losses)
    assert not any(secret in everything for secret in ("s3cr3t", "hunter2secret", "abc"))


def test_a_compose_file_becomes_services_with_ports_addresses_models_and_sockets() -> None:
    found = read(COMPOSE)
    model = found.model
    kinds = {one.name: one.kind for one in model.components}
    assert kinds == {"big (model)": ComponentKind.LANGUAGE_MODEL, "agent": ComponentKind.AGENT,
                     "store": ComponentKind.DATA_STORE, "gateway": ComponentKind.TOOL_SERVER}  # fmt: skip
    ends = {(model.name_of(one.source), model.name_of(one.target)) for one in model.flows}
    assert {("agent", "store"), ("agent", "gateway"), ("gateway", "store"), ("agent", "big (model)")} <= ends
    entry = next(one for one in model.flows if one.untrusted)
    assert (model.name_of(entry.target), entry.label) == ("agent", "ports 8080:8080")
    told_of = {one.name: one.description for one in model.components}
    assert "socket of the container engine" in told_of["gateway"]
    assert "default credential in POSTGRES_PASSWORD" in told_of["store"]
    assert "no fixed version" in told_of["store"]
    everything = model.model_dump_json() + " ".join(one.line for one in found.losses)
    assert "s3cr3t" not in everything


@pytest.mark.parametrize(
    ("name", "hint", "kind"),
    [
        ("Customer databases", "", ComponentKind.DATA_STORE), ("x", "vector-store", ComponentKind.VECTOR_STORE),
        ("Ledger", "language_model", ComponentKind.LANGUAGE_MODEL), ("Orders", "", ComponentKind.SERVICE),
        ("Qdrant", "", ComponentKind.VECTOR_STORE), ("mobile app", "", ComponentKind.CLIENT),
    ],
)  # fmt: skip
def test_a_part_is_told_by_its_type_or_else_its_name(name: str, hint: str, kind: ComponentKind) -> None:
    assert kind_of_part(name, hint) is kind


@pytest.mark.skipif(not FOLDER.is_dir(), reason=AWAY)
def test_files_that_other_tools_wrote_are_read_with_all_their_threats() -> None:
    counted = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix in (".json", ".yaml") and "examples" in path.parts and _has_reader(path):
            found = read(path.read_text(encoding="utf-8"))
            clean_model(found.model)
            counted[path.name] = len(found.model.threats)
    assert len(counted) >= 15
    assert (counted["ThreatComposer.tc.json"], counted["husky-ai-threat-model.json"]) == (20, 9)
    assert (counted["v2-threat-model.json"], counted["mobile-cloud.otm.json"]) == (14, 43)


def _has_reader(path: Path) -> bool:
    folders = {"threat_dragon", "threat_composer", "otm", "tm_bom_owasp_library", "pytm", "docker_compose", "threagile"}
    return bool(folders & set(path.parts))


@pytest.mark.parametrize("tag", ["AML.T0051", "atlas:AML.T0051", "LLM01", "LLM01:2025", "OWASP-LLM:LLM01:2025"])
def test_tags_name_framework_items(tag: str) -> None:
    text = json.dumps(
        {**OTM, "threats": [{"id": "a", "name": "x", "risk": {"likelihood": 1, "impact": 1}, "tags": [tag]}]}
    )
    assert len(read(text).model.threats[0].references) == 1
