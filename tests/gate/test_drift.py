"""Drift is found by the files' own names for things, with its place, whatever the model calls them by now."""

import json
from pathlib import Path

import pytest

from agent.domain.changes.apply import apply
from agent.domain.import_sources import ImportedFile, ImportedThing
from agent.domain.model import ThreatModel
from agent.errors import InputError
from agent.exchange import from_json, to_json
from agent.exchange.formats import READ
from agent.exchange.readers.any_format import read_foreign
from agent.exchange.readers.import_notes import told
from agent.exchange.reimport import leaving, renewal
from agent.gate.drift import DriftJudge
from agent.gate.findings import Fate, GateFinding
from agent.gate.pointer_lines import line_of
from agent.gate.system_files import Folder, system_files
from tests.gate.repository import COMPOSE, FILES, SERVERS, first_model, taken_in
from tests.ui.models import catalog, rich_model


def laid(folder: Path, **files: str) -> Folder:
    for name, text in (FILES | files).items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return Folder(folder)


def drift(
    folder: Folder, model: ThreatModel | None = None, before: Folder | None = None, named: tuple[str, ...] = ()
) -> list[GateFinding]:
    judge = DriftJudge(model or first_model(), folder, catalog(), "model.json", before)
    return list(judge.findings(system_files(folder, (), ()), named))


def test_files_as_they_were_read_in_are_no_drift(tmp_path: Path) -> None:
    assert drift(laid(tmp_path)) == []


def test_a_new_part_is_told_once_with_its_connections_its_line_and_what_to_do(tmp_path: Path) -> None:
    text = COMPOSE + "  queue:\n    image: rabbitmq:4\n    depends_on: [store]\n"
    (found,) = drift(laid(tmp_path, **{"compose.yaml": text}))
    assert found.id == "drift:compose.yaml:part queue:new"
    assert found.place == f"compose.yaml:{text[: text.index('queue:')].count(chr(10)) + 1}"
    assert "Image rabbitmq:4." in found.text
    assert "queue → store: depends on it." in found.text
    assert found.action == "Take it in: threatparley import compose.yaml --into model.json"
    assert found.fate is Fate.FAILS


def test_a_new_tool_server_is_called_one(tmp_path: Path) -> None:
    text = SERVERS.replace('"search"', '"rota": {"command": "rota-mcp"},\n    "search"')
    (found,) = drift(laid(tmp_path, **{".mcp.json": text}))
    assert (found.title, found.line) == ("New tool server: rota (MCP server)", 4)


def test_what_a_new_tool_server_reaches_is_a_part_and_what_follows_from_it_is_told_with_it(tmp_path: Path) -> None:
    text = SERVERS.replace('"search"', '"mail": {"command": "mail-mcp"},\n    "search"')
    server, behind = drift(laid(tmp_path, **{".mcp.json": text}))
    assert server.title == "New tool server: mail (MCP server)"
    assert server.text.endswith("It follows that its tools can send data out.")
    assert (behind.title, behind.line) == ("New part: mailboxes", server.line)


def test_a_tool_server_that_a_gateway_starts_is_drift(tmp_path: Path) -> None:
    gateway = "  tools:\n    image: docker/mcp-gateway:2\n    command: [{}]\n"
    text = COMPOSE + gateway.format("--servers=rota")
    model = taken_in(first_model(), {"compose.yaml": text})
    assert drift(laid(tmp_path, **{"compose.yaml": text}), model) == []
    now = laid(tmp_path, **{"compose.yaml": COMPOSE + gateway.format("'--servers=rota,stock'")})
    assert [one.title for one in drift(now, model)] == ["New tool server: stock (MCP server)"]


def test_a_newer_version_is_told_and_no_version_fails(tmp_path: Path) -> None:
    (told_of,) = drift(laid(tmp_path, **{"compose.yaml": COMPOSE.replace("redis:7", "redis:8.2-alpine")}))
    assert (told_of.fate, told_of.because) == (Fate.TOLD, "another version of the same")
    fact, found = drift(laid(tmp_path, **{"compose.yaml": COMPOSE.replace("redis:7", "redis:latest")}))
    title = "New fact: packages, plugins or images are installed unpinned or without a check (the system)"
    assert (fact.title, fact.line) == (title, found.line + 1)
    assert found.fate is Fate.FAILS
    assert found.text == "Was: Image redis:7. Now: Image redis:latest. Its image has no fixed version."


def test_a_second_change_of_a_part_is_another_finding(tmp_path: Path) -> None:
    ids = set()
    for image in ("strangers/redis:7", "others/redis:7"):
        (found,) = drift(laid(tmp_path, **{"compose.yaml": COMPOSE.replace("redis:7", image)}))
        ids.add(found.id)
    assert len(ids) == 2


def test_a_file_that_is_gone_is_one_finding(tmp_path: Path) -> None:
    folder = laid(tmp_path)
    (tmp_path / ".mcp.json").unlink()
    (found,) = drift(folder)
    assert found.id == "drift:.mcp.json:gone"
    assert found.action.endswith("threatparley import .mcp.json --into model.json --gone")
    noted = next(one for one in first_model().imported if one.file == ".mcp.json")
    outcome = apply(first_model(), leaving(first_model(), noted).edits, catalog())
    assert not outcome.refused
    assert "orders (MCP server)" not in {one.name for one in outcome.model.components}
    assert drift(folder, outcome.model) == []


def test_a_file_under_another_name_is_taken_in_under_it(tmp_path: Path) -> None:
    folder = laid(tmp_path)
    (tmp_path / "compose.yaml").rename(tmp_path / "docker-compose.yml")
    assert drift(folder) == []
    form, read = read_foreign(COMPOSE, catalog())
    change = renewal(first_model(), read, "docker-compose.yml", form.id, ["compose.yaml"])
    outcome = apply(first_model(), change.edits, catalog())
    assert (change.added, change.removed) == (0, 0)
    assert {one.file for one in outcome.model.imported} == {"docker-compose.yml", ".mcp.json"}
    assert drift(folder, outcome.model) == []


def test_a_part_that_a_person_took_out_of_the_model_is_no_drift(tmp_path: Path) -> None:
    model = first_model()
    kept = tuple(one for one in model.components if one.name != "cache")
    assert len(kept) < len(model.components)
    assert drift(laid(tmp_path), model.model_copy(update={"components": kept})) == []


def test_a_file_that_was_never_read_in_is_told_by_name(tmp_path: Path) -> None:
    model = taken_in(rich_model(6), {".mcp.json": SERVERS})
    (found,) = drift(laid(tmp_path), model)
    assert (found.id, found.fate) == ("drift:compose.yaml:unread", Fate.TOLD)
    assert "web, agent, store, cache" in found.text


def test_what_came_into_such_a_file_with_this_change_fails(tmp_path: Path) -> None:
    model = taken_in(rich_model(6), {".mcp.json": SERVERS})
    before = laid(tmp_path / "before")
    now = laid(tmp_path / "now", **{"compose.yaml": COMPOSE + "  queue:\n    image: rabbitmq:4\n"})
    failing = [one.id for one in drift(now, model, before) if one.fate is Fate.FAILS]
    assert failing == ["drift:compose.yaml:part queue:new"]


def test_a_broken_file_that_the_model_came_from_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"compose\.yaml cannot be compared.*at line"):
        drift(laid(tmp_path, **{"compose.yaml": "services:\n  web: [\n"}))


def test_a_broken_file_that_nobody_named_is_only_noted(tmp_path: Path) -> None:
    folder = laid(tmp_path, **{"old/compose.yaml": f"{COMPOSE}  half: [\n"})
    judge = DriftJudge(first_model(), folder, catalog(), "model.json")
    assert list(judge.findings(system_files(folder, (), ()))) == []
    assert judge.notes[0].startswith("old/compose.yaml was not looked at")


def test_a_file_that_was_named_must_be_there_and_describe_a_system(tmp_path: Path) -> None:
    folder = laid(tmp_path, **{"notes.yaml": "just: words\n"})
    for name in ("nowhere.yaml", "notes.yaml"):
        with pytest.raises(InputError, match=f"{name} is not there, or describes no system"):
            drift(folder, named=(name,))


def test_what_others_made_is_not_looked_into(tmp_path: Path) -> None:
    stranger = "services:\n  spy:\n    image: spy\n"
    folder = laid(tmp_path, **{"node_modules/x/compose.yaml": stranger, ".venv/compose.yaml": stranger})
    assert system_files(folder, (), ()) == (".mcp.json", "compose.yaml")
    assert system_files(folder, ("*.yaml",), ("compose.*",)) == ()


def test_no_secret_of_a_file_is_noted_in_the_model(tmp_path: Path) -> None:
    key = "sk-proj-" + "a1B2c3D4" * 6
    text = SERVERS.replace('"orders-mcp==1.2"', f'"orders-mcp==1.2", "--key={key}"').replace("${ORDERS_TOKEN}", key)
    form, read = read_foreign(text, catalog())
    assert key not in told(read, ".mcp.json", form.id).model_dump_json()
    named = SERVERS.replace('"search"', f'"{key}"')
    form, read = read_foreign(named, catalog())
    assert key not in told(read, ".mcp.json", form.id).model_dump_json()


def test_what_was_noted_stays_in_the_native_file() -> None:
    model = first_model()
    assert from_json(to_json(model, catalog())).imported == model.imported
    assert {one.file for one in model.imported} == set(FILES)


def test_a_file_is_noted_once() -> None:
    note = ImportedFile(file="a.yaml", form="compose", things=(ImportedThing(thing="C-1", key="part a"),))
    with pytest.raises(ValueError, match=r"file a\.yaml was read in twice"):
        ThreatModel.model_validate({"imported": (note, note)})


def test_each_setup_that_is_read_has_things_that_stay_the_same() -> None:
    """The same file read twice says the same, in whatever order its parts stand."""
    data = json.loads(SERVERS)
    turned = {"mcpServers": dict(reversed(list(data["mcpServers"].items())))}
    form, read = read_foreign(SERVERS, catalog())
    _, again = read_foreign(json.dumps(turned), catalog())
    one, two = (
        {thing.key: thing.told for thing in told(found, ".mcp.json", form.id).things} for found in (read, again)
    )
    assert one == two
    assert {form.id for form in READ if form.setup} >= {"compose", "mcp-servers"}


def test_a_file_that_became_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no longer describes a system"):
        drift(laid(tmp_path, **{"compose.yaml": "just: words\n"}))


@pytest.mark.parametrize(
    ("text", "pointer", "line"),
    [
        ("a:\n  b:\n    - c: 1\n    - c: 2\n", "/a/b/1/c", 4),
        ('{\n\t"a": {\n\t\t"b/c": [1,\n\t\t2]}}', "/a/b~1c/1", 4),
        ("a: 1\n", "/nowhere", 1),
        ("a: 1\n---\nb:\n  c: 1\n", "/1/b/c", 4),
        ("b:\n  c: 1\n", "/0/b/c", 2),
        ("", "/a", 1),
        ("a: [\n  b:\n", "/a", 0),
    ],
)
def test_a_pointer_leads_to_a_line(text: str, pointer: str, line: int) -> None:
    assert line_of(text, pointer) == line
