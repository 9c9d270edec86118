"""Who made a version is whose door it was made through, whatever a turn claims."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.domain import Said
from agent.domain.sessions.principal import LOCAL, Principal
from agent.facilitator import Facilitator
from tests.agent.scripted import scripted

ANA = Principal.signed_in("https://accounts.example", "u-1", "Ana")


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Facilitator]:
    made = scripted(tmp_path)
    yield made
    made.close()


def test_a_door_without_a_person_is_that_of_this_machine_s_owner(door: Facilitator) -> None:
    assert door.principal == LOCAL
    session = door.hear(door.start().id, Said(text="name Harbour", key="said-00001"))
    assert {(line.author, line.by) for line in door.history(session.id)} == {("owner", LOCAL.key)}


def test_every_kind_of_version_names_the_person_whose_door_made_it(door: Facilitator) -> None:
    ana = door.as_(ANA)
    session = ana.hear(ana.start().id, Said(text="name Harbour", key="said-00001"))
    ana.undo(session.id)
    ana.redo(session.id)
    ana.restore(session.id, 0)
    copied = ana.duplicate(session.id)
    imported = ana.import_model(session.model)
    lines = [*ana.history(session.id), ana.history(copied.id)[-1], *ana.history(imported.id)]
    assert {(line.author, line.by) for line in lines} == {("Ana", ANA.key)}


def test_a_turn_cannot_claim_another_author(door: Facilitator) -> None:
    said = Said(text="name Harbour", author="somebody else", by="0" * 40, key="said-00001")
    session = door.as_(ANA).hear(door.start().id, said)
    assert (session.turns[-1].said.author, session.turns[-1].said.by) == ("Ana", ANA.key)
    assert door.history(session.id)[-1].author == "Ana"


def test_the_doors_of_two_people_share_catalog_and_worker(door: Facilitator) -> None:
    ana = door.as_(ANA)
    assert ana.catalog is door.catalog
    assert door.principal == LOCAL
