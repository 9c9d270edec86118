"""Whoever keeps an installation hands out, deletes, sweeps and backs up what it holds."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.domain.sessions.principal import SYSTEM, Principal, Role
from agent.domain.sessions.retention import Retention
from agent.domain.sessions.session import Said
from agent.errors import InputError, SessionNotFound
from agent.facilitator import Facilitator
from agent.maintenance import Upkeep
from agent.store import Database
from agent.store.access.personal_data import GONE
from tests.agent.scripted import scripted
from tests.agent.store.test_row_level_security import plain_url
from tests.agent.test_deletion import base_of, canary, holding, server_of, settled

__all__ = ["plain_url"]
CANARY = canary()
ANA = Principal.signed_in("https://accounts.example", f"sub-{CANARY}", f"Ana {CANARY}")
BEN = Principal.signed_in("https://accounts.example", "ben", "Ben")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(tmp_path: Path, store_url: str, clock: Clock) -> Iterator[Facilitator]:
    made = scripted(tmp_path, clock, membership=True, database_url=store_url)
    yield made
    made.close()


@pytest.fixture
def keep(door: Facilitator, store_url: str) -> Iterator[Upkeep]:
    made = Upkeep(Database(store_url), lambda gone: door.as_(SYSTEM).purge(*gone))
    yield made
    made.close()


def begun(door: Facilitator, who: Principal, key: str = "upkeep-01") -> str:
    theirs = door.as_(who)
    theirs.sharing.meet()
    return theirs.hear(theirs.start().id, Said(text="name Desk\ncomponent agent Bot\nfact reads_mail yes", key=key)).id


def shared(door: Facilitator) -> str:
    """A model of Ben's in which Ana took part."""
    session = begun(door, BEN)
    token = door.as_(BEN).sharing.invite(session, Role.EDITOR).token
    assert token is not None
    door.as_(ANA).sharing.meet()
    door.as_(ANA).sharing.accept(token)
    door.as_(ANA).hear(session, Said(text="fact sends_money yes", key="upkeep-02"))
    threat = door.as_(ANA).open(session).model.threats[0].id
    door.as_(ANA).sharing.comment(session, threat, "Looks right.")
    door.as_(ANA).sharing.sign_off(session, threat)
    return session


def test_all_that_is_kept_of_a_person_is_handed_out(door: Facilitator, keep: Upkeep) -> None:
    own, other = begun(door, ANA), shared(door)
    told = keep.person(ANA.key)
    assert json.loads(json.dumps(told)) == told
    assert told["models"] == [own]
    assert {one["session"] for one in told["memberships"]} == {own, other}
    assert {(one["session"], one["turn"]) for one in told["turns"]} == {(own, 1), (other, 2)}
    assert {one["session"] for one in told["changes"]} == {own, other}
    assert [one["text"] for one in told["comments"]] == ["Looks right."]
    assert len(told["sign_offs"]) == 1
    assert told["sign_in"][0]["subject"] == ANA.subject
    assert {"sign in", "change"} <= {one["action"] for one in told["audit"]}
    assert "Ben" not in json.dumps(told["changes"])


def test_a_deleted_person_leaves_no_trace_and_others_keep_their_work(
    door: Facilitator, keep: Upkeep, tmp_path: Path, store_url: str, request: pytest.FixtureRequest
) -> None:
    own, other = begun(door, ANA), shared(door)
    before = door.as_(BEN).open(other)
    cluster = server_of(request, store_url)
    folders = (tmp_path,) if cluster is None else (tmp_path, base_of(cluster, store_url))
    if cluster is not None:
        settled(cluster, "CHECKPOINT")
    assert holding(folders, CANARY.encode())
    assert keep.forget(ANA.key) == 1
    if cluster is not None:
        settled(cluster, "CHECKPOINT")
    assert holding(folders, CANARY.encode()) == []
    assert holding(folders, ANA.key.encode()) == []
    with pytest.raises(SessionNotFound):
        door.as_(SYSTEM).open(own)
    fresh = scripted(tmp_path, membership=True, database_url=store_url)
    after = fresh.as_(BEN).open(other)
    assert after.model == before.model
    assert [turn.said.text for turn in after.turns] == [turn.said.text for turn in before.turns]
    assert [turn.said.author for turn in after.turns] == ["Ben", GONE]
    assert [line.author for line in fresh.as_(BEN).history(other)] == ["Ben", "Ben", GONE]
    assert fresh.as_(BEN).undo(other).version == after.version + 1
    fresh.close()
    assert keep.verify() == ((), keep.verify()[1])
    with pytest.raises(InputError, match="nothing is kept of"):
        keep.person(ANA.key)


def test_a_person_who_is_not_known_changes_nothing(door: Facilitator, keep: Upkeep) -> None:
    begun(door, BEN)
    with pytest.raises(InputError, match="nothing is kept of 'nobody-here'"):
        keep.forget("nobody-here")


def test_sign_ins_shares_and_denials_are_in_the_audit(door: Facilitator, keep: Upkeep) -> None:
    session = shared(door)
    stranger = Principal.signed_in("https://accounts.example", "cam", "Cam")
    with pytest.raises(SessionNotFound):
        door.as_(stranger).open(session)
    with pytest.raises(SessionNotFound):
        door.as_(stranger).delete(session)
    told = [(row.name, row.action) for row in keep.audit()]
    assert told.count((stranger.key, "denied")) == 2
    assert (BEN.key, "sign in") in told
    assert [row.detail["role"] for row in keep.audit() if row.action == "share"] == ["owner", "editor"]
    assert keep.verify()[0] == ()


@pytest.mark.parametrize(
    ("retention", "days", "gone"),
    [
        (Retention(), 400, {"deleted"}),
        (Retention(archived=30), 29, {"deleted"}),
        (Retention(archived=30), 31, {"deleted", "archived"}),
        (Retention(unused=90), 91, {"deleted", "archived", "used"}),
        (Retention(deleted=60), 59, set()),
    ],
)
def test_a_sweep_removes_what_was_kept_long_enough(
    door: Facilitator, clock: Clock, retention: Retention, days: int, gone: set[str]
) -> None:
    program = door.as_(SYSTEM)
    program.retention = retention
    ids = {name: begun(door, BEN, f"upkeep-{name}") for name in ("deleted", "archived", "used")}
    program.delete(ids["deleted"])
    program.archive(ids["archived"])
    clock.now = NOON + timedelta(days=days)
    assert program.tidy() == len(gone)
    assert {line.id for line in program.shelf()} == {ids[name] for name in ids.keys() - gone}
    assert program.tidy() == 0


def test_what_somebody_speaks_on_in_the_last_moment_is_not_swept(
    door: Facilitator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = door.as_(SYSTEM)
    program.retention = Retention(unused=10)
    session = begun(door, BEN)
    clock.now = NOON + timedelta(days=11)
    forget = program._worker.forget

    def spoken_on(gone: str) -> None:
        program._store.accept_turn(gone, Said(text="wait", key="upkeep-99"), (), clock.now)
        forget(gone)

    monkeypatch.setattr(program._worker, "forget", spoken_on)
    assert program.tidy() == 0
    assert program.open(session).turns[-1].said.text == "wait"


def test_two_replicas_sweep_at_once_and_each_model_goes_once(
    door: Facilitator, clock: Clock, tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = door.as_(SYSTEM)
    (tmp_path / "other").mkdir()
    other = scripted(tmp_path / "other", clock, membership=True, database_url=store_url).as_(SYSTEM)
    program.delete(begun(door, BEN))
    clock.now = NOON + timedelta(days=2)
    swept: list[int] = []
    listed = program._store.over

    def overtaken(past: object) -> tuple[str, ...]:
        found = listed(past)  # type: ignore[arg-type]  # handed on as it came
        swept.append(other.tidy())
        return found

    monkeypatch.setattr(program._store, "over", overtaken)
    assert program.tidy() == 0
    assert swept == [1]
    other.close()


@pytest.mark.postgres
def test_a_backup_is_whole_where_postgresql_keeps_people_apart(plain_url: str, tmp_path: Path) -> None:
    door = scripted(tmp_path, membership=True, database_url=plain_url)
    own, other = begun(door, ANA), shared(door)
    keep = Upkeep(Database(plain_url), lambda gone: door.as_(SYSTEM).purge(*gone))
    manifest = keep.back_up(str(tmp_path / "kept.zip"), force=False)
    assert manifest.sessions == 2
    assert manifest.tables["tw_members"].rows == 3
    assert {one["session"] for one in keep.person(ANA.key)["memberships"]} == {own, other}
    assert keep.restore(str(tmp_path / "kept.zip"), replace=True).sessions == 2
    assert keep.verify()[0] == ()
    assert keep.forget(ANA.key) == 1
    assert ANA.key not in {member.key for member in door.as_(BEN).sharing.members(other)}
    keep.close()
    door.close()
