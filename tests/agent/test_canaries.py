"""Every public way into the program, by whoever may try it: nothing of other people's models comes back or changes.

The ways are found by reflection: a new method needs a row here, which says what it asks of whoever calls it.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agent.domain import Said
from agent.domain.changes.edits import DescribeSystem
from agent.domain.model import ThreatModel
from agent.domain.sessions.principal import ANONYMOUS, LEAST, LOCAL, SYSTEM, Action, Principal, Role
from agent.domain.system import SystemProfile
from agent.errors import InputError, RoleTooLow, SessionNotFound
from agent.facilitator import Facilitator
from agent.sharing import Sharing
from agent.store.records import UNKNOWN
from tests.agent.postgres import Cluster
from tests.agent.scripted import scripted
from tests.ui.models import rich_model
from ui.mcp_server.current_model import Leave, ModelAtHand
from ui.mcp_server.files import Root

CANARY = "CANARY-of-the-harbour-tenant"
OTHER = "CANARY-of-the-mountain-tenant"
NOWHERE = "x" * 22
"""An address that no session ever had."""


def person(name: str) -> Principal:
    return Principal.signed_in("https://accounts.example", name, name.capitalize())


OWNER = person("olga")
RELATIONS: tuple[tuple[Principal, Role | None], ...] = (
    (ANONYMOUS, None),
    (LOCAL, None),
    (person("stranger"), None),
    (person("removed"), None),
    (person("viewer"), Role.VIEWER),
    (person("commenter"), Role.COMMENTER),
    (person("editor"), Role.EDITOR),
    (OWNER, Role.OWNER),
)
"""Everybody who tries, those first who may do least: what an owner does may end the model."""


@dataclass(frozen=True)
class Scene:
    """A model of one tenant, with the ids of all that is in it."""

    door: Facilitator
    id: str
    turn: int
    comment: str
    invite: str

    def of(self, who: Principal) -> Facilitator:
        return self.door.as_(who)

    def elsewhere(self) -> "Scene":
        """The same with an address that is nobody's."""
        return Scene(self.door, NOWHERE, self.turn, self.comment, self.invite)


Call = Callable[[Facilitator, Scene], Any]


@dataclass(frozen=True)
class Way:
    """How a method is called on a model, and which action that is; a quiet one answers instead of refusing."""

    call: Call
    action: Action
    quiet: bool = False


@dataclass(frozen=True)
class Listing:
    """How a method is called that takes no address; it answers with one's own."""

    call: Call


FREE = "works on what it is handed, or tells of the program: it takes no address, and reads nothing that is kept"


def said(**values: Any) -> Said:
    return Said(key=secrets.token_hex(8), **values)


FACILITATOR: dict[str, Way | Listing | str] = {
    "as_": FREE, "back": FREE, "ledger": FREE, "news": FREE, "gaps": FREE, "alike": FREE, "computed_order": FREE,
    "suppose": FREE, "switches": FREE, "kept": FREE, "why_here": FREE, "explain": FREE, "results": FREE,
    "warm_up": FREE, "search_trouble": FREE, "close": FREE, "sharing": FREE, "health": FREE, "allowances": FREE,
    "asks_model": FREE, "pulse": FREE, "retention": FREE, "worked": FREE, "prepare": FREE,
    "start": Listing(lambda door, _: door.start() if door.principal != ANONYMOUS else None),
    "import_model": Listing(lambda door, _: door.import_model(ThreatModel()) if door.principal != ANONYMOUS else None),
    "sessions": Listing(lambda door, _: door.sessions(limit=1000)),
    "shelf": Listing(lambda door, _: door.shelf()),
    "portfolio": Listing(lambda door, _: vars(door.portfolio())),
    "left_behind": Listing(lambda door, _: door.left_behind()),
    "tidy": Listing(lambda door, _: door.tidy()),
    "resume": Listing(lambda door, it: door.resume([(it.id, it.turn)])),
    "open": Way(lambda door, it: door.open(it.id), Action.READ),
    "submit": Way(lambda door, it: door.submit(it.id, said(text="name Changed")), Action.EDIT),
    "work": Way(lambda door, it: door.work(it.id, it.turn), Action.READ),
    "hear": Way(lambda door, it: door.hear(it.id, said(text="name Changed")), Action.EDIT),
    "can_stop": Way(lambda door, it: door.can_stop(it.id, it.turn), Action.READ, quiet=True),
    "stop": Way(lambda door, it: door.stop(it.id, it.turn), Action.EDIT, quiet=True),
    "undo": Way(lambda door, it: door.undo(it.id), Action.EDIT),
    "redo": Way(lambda door, it: door.redo(it.id), Action.EDIT),
    "history": Way(lambda door, it: door.history(it.id), Action.READ),
    "at": Way(lambda door, it: door.at(it.id, 0), Action.READ),
    "compare": Way(lambda door, it: door.compare(it.id, 0, 1), Action.READ),
    "account": Way(lambda door, it: door.account(it.door.as_(SYSTEM).open(it.id)) if it.id != NOWHERE else None,
                   Action.READ, quiet=True),
    "duplicate": Way(lambda door, it: door.duplicate(it.id), Action.COPY),
    "archive": Way(lambda door, it: door.archive(it.id), Action.PUT_AWAY),
    "exported": Way(lambda door, it: door.exported(it.id, "md"), Action.READ),
    "delete": Way(lambda door, it: door.delete(it.id), Action.DELETE),
    "bring_back": Way(lambda door, it: door.bring_back(it.id), Action.DELETE),
    "purge": Way(lambda door, it: door.purge(it.id), Action.DELETE),
    "leave": Way(lambda door, it: door.leave(it.id), Action.DELETE, quiet=True),
    "restore": Way(lambda door, it: door.restore(it.id, 0), Action.EDIT),
    "name_version": Way(lambda door, it: door.name_version(it.id, 0, "first"), Action.EDIT),
}  # fmt: skip
SHARING: dict[str, Way | Listing | str] = {
    "meet": FREE, "accept": FREE, "people": FREE, "hand_over": FREE, "trouble": FREE,
    "check_signed_in": FREE, "sign_out": FREE,
    "role": Way(lambda door, it: door.sharing.role(it.id), Action.READ),
    "members": Way(lambda door, it: door.sharing.members(it.id), Action.READ),
    "invite": Way(lambda door, it: door.sharing.invite(it.id), Action.SHARE),
    "invites": Way(lambda door, it: door.sharing.invites(it.id), Action.SHARE),
    "withdraw": Way(lambda door, it: door.sharing.withdraw(it.id, it.invite), Action.SHARE),
    "set_role": Way(lambda door, it: door.sharing.set_role(it.id, person("viewer").key, Role.EDITOR), Action.SHARE),
    "remove": Way(lambda door, it: door.sharing.remove(it.id, person("late").key), Action.SHARE),
    "add": Way(lambda door, it: door.sharing.add(it.id, door.as_(SYSTEM).sharing.people()[0], Role.VIEWER),
               Action.SHARE),
    "step_out": Way(lambda door, it: door.sharing.step_out(it.id) if door.principal != OWNER else None,
                    Action.STEP_OUT),
    "comment": Way(lambda door, it: door.sharing.comment(it.id, "T-001", "Hm?"), Action.COMMENT),
    "comments": Way(lambda door, it: door.sharing.comments(it.id), Action.READ),
    "resolve": Way(lambda door, it: door.sharing.resolve(it.id, it.comment), Action.COMMENT),
    "sign_off": Way(lambda door, it: door.sharing.sign_off(it.id, "T-001"), Action.SIGN_OFF),
    "take_back": Way(lambda door, it: door.sharing.take_back(it.id, "T-001"), Action.SIGN_OFF),
    "sign_offs": Way(lambda door, it: door.sharing.sign_offs(it.id), Action.READ),
    "here": Way(lambda door, it: door.sharing.here(it.id), Action.READ),
    "go": Way(lambda door, it: door.sharing.go(it.id), Action.READ),
}  # fmt: skip
WAYS = {f"{name}": way for name, way in FACILITATOR.items()} | {f"sharing.{name}": way for name, way in SHARING.items()}
ASKING = {name: way for name, way in WAYS.items() if isinstance(way, Way)}
LISTING = {name: way for name, way in WAYS.items() if isinstance(way, Listing)}


def public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


@pytest.fixture
def scene(tmp_path: Path, store_url: str) -> Iterator[Scene]:
    door = scripted(tmp_path, membership=True, database_url=store_url)
    yield laid_out(door)
    door.close()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def guarded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A scene that many tests look at together, as each makes sure that it changed nothing in it."""
    folder = tmp_path_factory.mktemp("guarded")
    url = f"sqlite:///{folder / 'threatparley.sqlite'}"
    if request.param == "postgres":
        running: Cluster = request.getfixturevalue("cluster")
        url = running.create(f"tw_{secrets.token_hex(6)}", running.with_tables)
    door = scripted(folder, membership=True, database_url=url)
    yield laid_out(door)
    door.close()


def laid_out(door: Facilitator) -> Scene:
    """Two tenants with a model each; the first has a member of every role, and one who was removed."""
    for who in (person("late"), *(one for one, _ in RELATIONS if one not in (ANONYMOUS, LOCAL))):
        door.as_(who).sharing.meet()
    people = {one.key: one for one in door.as_(SYSTEM).sharing.people()}
    olga = door.as_(OWNER)
    id = olga.import_model(tenant(CANARY)).id
    for who, role in (*RELATIONS[3:-1], (person("late"), Role.VIEWER)):
        olga.sharing.add(id, people[who.key], role or Role.VIEWER)
    olga.sharing.remove(id, person("removed").key)
    olga.hear(id, said(edits=(DescribeSystem(purpose=CANARY),), text="", reason=CANARY))
    olga.name_version(id, 1, CANARY)
    comment = olga.sharing.comment(id, "T-001", CANARY).id
    invite = olga.sharing.invite(id).id
    turn = olga.submit(id, said(text="name " + CANARY))
    for other in (person("stranger"), person("removed")):
        door.as_(other).import_model(tenant(OTHER))
    return Scene(door, id, turn, comment, invite)


def tenant(canary: str) -> ThreatModel:
    return rich_model(3).model_copy(update={"system": SystemProfile(name=canary, description=canary)})


def outcome(way: Way | Listing, door: Facilitator, scene: Scene) -> tuple[str, str]:
    """What came of a call: the kind of answer or error, and its words."""
    try:
        answer = way.call(door, scene)
    except Exception as refused:
        return type(refused).__name__, str(refused)
    return "answer", repr(answer)


def standing(scene: Scene) -> object:
    """All that is kept of the model, as the program itself sees it."""
    program = scene.of(SYSTEM)
    sharing = program.sharing
    session = program.open(scene.id)
    return session, sharing.members(scene.id), sharing.comments(scene.id), sharing.invites(scene.id), program.history(
        scene.id
    )  # fmt: skip


def test_every_public_way_has_a_row_here() -> None:
    assert public(Facilitator) == set(FACILITATOR), "give a new method a row that says what it asks"
    assert public(Sharing) == set(SHARING), "give a new method a row that says what it asks"


@pytest.mark.parametrize("name", ASKING)
def test_who_may_not_gets_nothing_and_changes_nothing(guarded: Scene, name: str) -> None:
    scene, way, before = guarded, ASKING[name], standing(guarded)
    for who, role in RELATIONS:
        if role is not None and role.covers(LEAST[way.action]):
            continue
        kind, words = outcome(way, scene.of(who), scene)
        assert standing(scene) == before, f"{who.name} changed something by {name}"
        assert CANARY not in words, f"{who.name} read something by {name}"
        if role is None:
            nowhere = outcome(way, scene.of(who), scene.elsewhere())
            assert way.quiet or (kind, words) == nowhere == (SessionNotFound.__name__, UNKNOWN), f"{who.name}: {words}"
        else:
            assert way.quiet or kind == RoleTooLow.__name__, f"{who.name}: {words}"


@pytest.mark.parametrize("name", ASKING)
def test_who_may_is_let_in(scene: Scene, name: str) -> None:
    way = ASKING[name]
    for who, role in RELATIONS:
        if role is not None and role.covers(LEAST[way.action]):
            kind, words = outcome(way, scene.of(who), scene)
            assert kind == "answer", f"{who.name} ({role}): {words}"
            assert OTHER not in words


@pytest.mark.parametrize("name", LISTING)
def test_lists_hold_one_s_own_alone(scene: Scene, name: str) -> None:
    for who, role in RELATIONS:
        before = standing(scene)
        kind, words = outcome(LISTING[name], scene.of(who), scene)
        if role is None:
            assert kind == "answer", words
            assert CANARY not in words
            assert scene.id not in words
            assert standing(scene) == before
        else:
            assert OTHER not in words


def test_a_coding_agent_finds_what_the_person_finds_it_speaks_for(scene: Scene, tmp_path: Path) -> None:
    told = set()
    for who, role in RELATIONS:
        at_hand = ModelAtHand(scene.of(who), lambda: scene.door, Root(tmp_path), Leave())
        if role is not None:
            at_hand.open(scene.id)
            continue
        for address in (scene.id, NOWHERE):
            with pytest.raises((SessionNotFound, InputError)) as refused:
                at_hand.open(address)
            told.add(str(refused.value))
    assert told == {UNKNOWN}


def test_a_store_that_remembers_models_remembers_none_for_others(scene: Scene) -> None:
    scene.of(OWNER).open(scene.id)
    assert scene.door._system._models._kept, "it is remembered for its owner"
    for who, role in RELATIONS:
        if role is None:
            with pytest.raises(SessionNotFound):
                scene.of(who).open(scene.id)


def test_ids_and_tokens_cannot_be_guessed(scene: Scene) -> None:
    token = scene.of(OWNER).sharing.invite(scene.id).token
    for made in (scene.id, scene.comment, scene.invite, token):
        assert len(made) * 6 >= 128, made
    ids = {scene.of(OWNER).start().id for _ in range(50)}
    assert len(ids) == 50
