"""Stored documents have versions: newer ones are read as far as they are known, and never written over in part."""

import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Reply, Said
from agent.errors import StoreUnavailable
from agent.store import SessionStore
from agent.store.tables import turns, versions
from agent.store.value_codec import VERSIONS, held_whole, pack, unpack, unpack_edits
from tests.agent.store.shapes import NAMES, pinned, shape_of
from tests.agent.store.test_sessions import NOON, change, held, opened, said, spoken
from tests.ui.models import rich_model

NEWER = 2
MODEL: Any = json.loads(rich_model(24).model_dump_json())


def newer(document: object, version: int = NEWER) -> bytes:
    """A cell as the next version would write it."""
    return b"%d;" % version + zlib.compress(json.dumps(document).encode())


def with_novelties(value: object) -> Any:
    """The model with fields that do not exist yet, at its root and deep inside."""
    document = json.loads(json.dumps(MODEL))
    document["novelty"] = value
    document["components"][0]["novelty"] = value
    return document


def test_unknown_fields_of_a_newer_document_are_left_out() -> None:
    assert unpack(ThreatModel, newer(with_novelties("said something")), "here") == rich_model(24)


def test_an_unknown_field_of_a_document_of_today_is_damage() -> None:
    with pytest.raises(StoreUnavailable, match="damaged"):
        unpack(ThreatModel, zlib.compress(json.dumps(with_novelties("")).encode()), "here")


def test_unknown_fields_of_edits_of_a_newer_version_are_left_out() -> None:
    (edit,) = change("Bot").edits
    cell = newer([{**json.loads(edit.model_dump_json()), "novelty": 1}])
    assert unpack_edits(cell, "here") == (edit,)


@pytest.mark.parametrize("document", [{"components": "none"}, {"novelty": 1, "threats": [1]}, []])
def test_a_newer_document_that_reads_in_no_way_is_refused(document: object) -> None:
    with pytest.raises(StoreUnavailable, match="written by a newer version"):
        unpack(ThreatModel, newer(document), "here")


@pytest.mark.parametrize("cell", [b"", b"2;", b"two;x", b"2;x\x9c", b"\x00", b";"])
def test_a_broken_cell_is_damage(cell: bytes) -> None:
    with pytest.raises(StoreUnavailable, match="damaged"):
        unpack(ThreatModel, cell, "here")


def test_a_newer_document_is_held_whole_while_its_novelties_are_empty() -> None:
    assert held_whole(ThreatModel, newer(with_novelties([])), "here")
    assert not held_whole(ThreatModel, newer(with_novelties(["one"])), "here")


def write_over(store: SessionStore, session: str, column: Any, cell: bytes) -> None:
    """Put a newer document where an older one was."""
    with store._database.write() as connection:
        connection.execute(column.table.update().where(column.table.c.session == session).values({column: cell}))
    store._models.drop(lambda _: True)


def test_a_model_that_is_held_in_part_can_be_read_but_not_written_over(store: SessionStore) -> None:
    session = opened(store)
    number = store.accept_turn(session, said("go on"), (), NOON)
    write_over(store, session, versions.c.model, newer(with_novelties("said something")))
    lease = held(store, session)
    assert store.open(session).model == rich_model(24)
    with pytest.raises(StoreUnavailable, match="what was sent waits"):
        store.begin_turn(lease, number)
    with pytest.raises(StoreUnavailable, match="can be read here, but not changed"):
        store.restore(lease, 0, change("Bot"), None, NOON)
    assert store.unfinished_turns() == ((session, number),), "the turn waits for a program that can"


def test_a_turn_that_is_held_in_part_waits_for_a_newer_program(store: SessionStore) -> None:
    session = opened(store)
    number = store.accept_turn(session, said("go on"), (), NOON)
    told = {**json.loads(said("go on").model_dump_json()), "novelty": "all of it"}
    write_over(store, session, turns.c.said, newer(told))
    with pytest.raises(StoreUnavailable, match="what was sent waits"):
        store.begin_turn(held(store, session), number)
    assert store.unfinished_turns() == ((session, number),)


def test_a_newer_model_without_novelties_is_worked_on(store: SessionStore) -> None:
    session = opened(store)
    write_over(store, session, versions.c.model, newer(with_novelties(None)))
    assert spoken(store, session, "Bot") == 1


def test_documents_of_version_one_read_as_they_always_did() -> None:
    assert pack(Reply(text="hm"))[:1] == b"x"
    assert unpack(Said, zlib.compress(said().model_dump_json().encode()), "here") == said()


@pytest.mark.parametrize("kind", NAMES)
def test_a_shape_that_differs_from_that_of_its_version_has_a_new_number(kind: str) -> None:
    shape, version = NAMES[kind], VERSIONS[NAMES[kind]]
    assert shape_of(TypeAdapter(shape)) == pinned(kind, version), (
        f"the shape of {kind} has changed. If version {version} was released, raise it in "
        "agent/store/value_codec.py and keep a store of it; then pin the shape with: python -m tests.agent.store.shapes"
    )


@pytest.mark.parametrize("kind", NAMES)
def test_what_a_version_adds_is_empty_by_default(kind: str) -> None:
    for version in range(2, VERSIONS[NAMES[kind]] + 1):
        added = set(pinned(kind, version)) - set(pinned(kind, version - 1))
        assert all(line.endswith(("= None", "= ''", "= ()", "= {}", "= False", "= 0")) for line in added), added


def test_the_pinned_shapes_lie_beside_the_tests() -> None:
    assert {path.name for path in Path(__file__).parent.glob("shapes/*.txt")} == {
        f"{kind}-{version}.txt" for kind in NAMES for version in range(1, VERSIONS[NAMES[kind]] + 1)
    }
