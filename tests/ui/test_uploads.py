"""Several files at once: each is read, and a bad one is told of by name and loses no other."""

from dataclasses import dataclass

from agent.exchange import to_json
from agent.exchange.readers.any_format import read_foreign
from agent.exchange.readers.import_notes import told
from tests.agent.exchange.readers.setups import COMPOSE, DOCUMENT, DRAWIO_PACKED, MCP, MODEL_CARD, PLANTED
from tests.ui.models import catalog, rich_model
from ui.uploading.uploads import read_all


@dataclass
class Given:
    """A file as a page hands it over."""

    name: str
    content: bytes

    def getvalue(self) -> bytes:
        return self.content


def test_good_files_are_read_beside_bad_ones() -> None:
    read = read_all(
        [
            Given("a.md", b"It answers customers."),
            Given("plan.png", b"\x89PNG\r\n\x1a\n"),
            Given("harbour.json", to_json(rich_model(3), catalog()).encode()),
            Given("findings.sarif.json", b'{"version": "2.1.0", "runs": []}'),
            Given("b.txt", b"It pays refunds."),
            Given("broken.json", b'{"format": "threatparley",'),
        ]
    )
    assert [one.name for one in read.documents] == ["a.md", "b.txt"]
    assert [(one.name, len(one.model.threats)) for one in read.models] == [("harbour.json", 3)]
    assert [one.name for one in read.refused] == ["plan.png", "findings.sarif.json", "broken.json"]


def test_models_of_other_tools_open_beside_our_own_and_say_what_was_left_behind() -> None:
    otm = b'{"otmVersion": "0.2.0", "project": {"id": "x", "name": "Desk"}, "trustZones": [], "threats": []}'
    stack = b"services:\n  web:\n    image: a:1\n    environment: {A: b}\n"
    read = read_all([Given("desk.otm.json", otm), Given("compose.yml", stack),
                     Given("bad.json", otm.replace(b"0.2", b"7.2"))])  # fmt: skip
    assert [(one.name, one.notes[0]) for one in read.models] == [
        ("desk.otm.json", "Read as Open Threat Model (OTM 0.2.0).")
    ]
    assert read.system is not None
    assert read.system.notes[0] == "compose.yml was read as Docker Compose file."
    assert any(note.startswith("Left out: values of variables, 1 (web A)") for note in read.system.notes)
    assert [one.name for one in read.refused] == ["bad.json"]
    assert "at /otmVersion" in read.refused[0].why


def test_setups_at_once_make_one_system_and_words_in_them_are_read_as_descriptions() -> None:
    read = read_all([
        Given("compose.yml", COMPOSE.encode()), Given("mcp.json", MCP.encode()),
        Given("README.md", MODEL_CARD.encode()), Given("about.md", b"It answers customers."),
        Given("api.yaml", b"openapi: 9.0.0\ninfo:\n  title: x\npaths: {}\n"),
        Given("desk.drawio", DRAWIO_PACKED.encode()),
    ])  # fmt: skip
    assert read.system is not None
    assert read.system.name == "compose.yml, mcp.json, README.md, desk.drawio"
    assert read.system.told.startswith("4 files were read as one system: 14 parts, ")
    assert "left open; find them under Open points" in read.system.told
    assert [one.file for one in read.system.model.imported] == ["compose.yml", "mcp.json", "README.md", "desk.drawio"]
    assert [one.name for one in read.system.prose] == ["README.md"]
    assert [one.name for one in read.documents] == ["about.md"]
    assert [one.name for one in read.refused] == ["api.yaml"]
    assert not [value for value in PLANTED if value in read.system.model_dump_json()]


def test_every_refusal_names_the_file_and_is_a_sentence() -> None:
    read = read_all([Given(name, content) for name, content in (
        ("a.png", b"\x89PNG"), ("b.json", b"[1, 2]"), ("c.json", b"\xff\xfe\xff"), ("d.txt", b""),
        ("e.zip", b"PK\x03\x04"),
    )])  # fmt: skip
    assert len(read.refused) == 5
    for one in read.refused:
        assert one.why.startswith(one.name)
        assert one.why.endswith(".")
        assert not one.why.endswith("..")


def test_what_files_tell_differently_is_said_first_and_not_only_counted() -> None:
    stack = b'services:\n  ledger:\n    image: "acme/agent:1"\n    ports: ["9:9"]\n'
    tools = b'{"mcpServers": {"ledger": {"url": "http://localhost:9/sse"}}}'
    read = read_all([Given("b.yaml", stack), Given("mcp.json", tools)])
    assert read.system is not None
    assert "The files contradict each other: What is “ledger”: agent (b.yaml) or tool server (mcp.json)?" in (
        read.system.told
    )


def test_a_model_says_where_a_file_beside_it_has_gone_on_without_it() -> None:
    form, found = read_foreign(COMPOSE, catalog())
    model = found.model.model_copy(update={"imported": (told(found, "deploy/compose.yml", form.id),)})
    more = COMPOSE + '  queue:\n    image: "rabbitmq:4"\n'
    native = Given("desk.json", to_json(model, catalog()).encode())
    read = read_all([native, Given("compose.yml", more.encode())])
    (note,) = [one for one in read.models[0].notes if "no longer as desk.json has it" in one]
    assert "New part: queue" in note
    same = read_all([native, Given("compose.yml", COMPOSE.encode())])
    assert not [one for one in same.models[0].notes if "no longer" in one]


def test_a_document_with_a_flowchart_stays_a_description_whose_reader_knows_drawings() -> None:
    read = read_all([Given("about.md", DOCUMENT.encode())])
    assert read.system is None
    assert [one.name for one in read.documents] == ["about.md"]


def test_two_files_of_one_name_are_read_and_neither_is_noted_for_the_gate() -> None:
    read = read_all([Given("mcp.json", MCP.encode()), Given("mcp.json", MCP.replace("orders", "rows").encode())])
    assert read.system is not None
    assert read.system.model.imported == ()
