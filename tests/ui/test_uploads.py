"""Several files at once: each is read, and a bad one is told of by name and loses no other."""

from dataclasses import dataclass

from agent.exchange import to_json
from tests.ui.models import catalog, rich_model
from ui.uploads import read_all


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
            Given("openapi.yaml", b"openapi: 3.0.0\ninfo:\n  title: x\npaths:\n  /a:\n    get: {}\n"),
            Given("b.txt", b"It pays refunds."),
            Given("broken.json", b'{"format": "threatparley",'),
        ]
    )
    assert [one.name for one in read.documents] == ["a.md", "b.txt"]
    assert [(one.name, len(one.model.threats)) for one in read.models] == [("harbour.json", 3)]
    assert [one.name for one in read.refused] == ["plan.png", "openapi.yaml", "broken.json"]


def test_models_of_other_tools_open_beside_our_own_and_say_what_was_left_behind() -> None:
    otm = b'{"otmVersion": "0.2.0", "project": {"id": "x", "name": "Desk"}, "trustZones": [], "threats": []}'
    stack = b"services:\n  web:\n    image: a:1\n    environment: {A: b}\n"
    read = read_all([Given("desk.otm.json", otm), Given("compose.yml", stack),
                     Given("bad.json", otm.replace(b"0.2", b"7.2"))])  # fmt: skip
    assert [(one.name, one.notes[0]) for one in read.models] == [
        ("desk.otm.json", "Read as Open Threat Model (OTM 0.2.0)."), ("compose.yml", "Read as Docker Compose file."),
    ]  # fmt: skip
    assert any(note.startswith("Left out: values of variables, 1 (web A)") for note in read.models[1].notes)
    assert [one.name for one in read.refused] == ["bad.json"]
    assert "at /otmVersion" in read.refused[0].why


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
