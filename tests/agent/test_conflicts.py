"""Two people edit one model: what does not touch merges, the rest is a choice, nothing is overwritten in silence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agent.domain import Component, Said
from agent.domain.changes.edits import DescribeSystem, Edit, PutComponent, Remove, StayOffline
from agent.domain.sessions.principal import Principal, Role
from agent.domain.sessions.session import Conflict, Session
from agent.errors import VersionConflict
from agent.facilitator import Facilitator
from knowledge.vocabulary import ComponentKind
from tests.agent.scripted import scripted

ANA = Principal.signed_in("https://accounts.example", "ana", "Ana")
BEN = Principal.signed_in("https://accounts.example", "ben", "Ben")


class Two:
    """Ana and Ben, who share a model of one component."""

    def __init__(self, folder: Path, store_url: str = "") -> None:
        self.door = scripted(folder, membership=True, database_url=store_url)
        self.ana, self.ben = self.door.as_(ANA), self.door.as_(BEN)
        session = self.ana.start().id
        text = "component agent Porter\nname Harbour"
        self.id = self.ana.hear(session, Said(text=text, key="said-00000")).id
        self.ben.sharing.accept(self.ana.sharing.invite(session, Role.EDITOR).token)
        self.said = 0

    def stands(self) -> Session:
        return self.ana.open(self.id)

    def edit(self, who: Facilitator, made_on: int, *edits: Edit) -> tuple[Conflict, ...]:
        self.said += 1
        after = who.hear(self.id, Said(edits=edits, made_on=made_on, key=f"edit-{self.said:05}"))
        reply = after.turns[-1].reply
        assert reply is not None, after.turns[-1].problem
        return reply.conflicts


@pytest.fixture
def two(tmp_path: Path, store_url: str) -> Iterator[Two]:
    made = Two(tmp_path, store_url)
    yield made
    made.door.close()


def porter(session: Session, **changes: object) -> PutComponent:
    return PutComponent(component=session.model.components[0].model_copy(update=changes))


def test_stale_edits_on_disjoint_fields_of_one_part_merge(two: Two) -> None:
    page = two.stands()
    assert two.edit(two.ana, page.version, porter(page, name="Concierge")) == ()
    assert two.edit(two.ben, page.version, porter(page, kind=ComponentKind.SERVICE)) == ()
    part = two.stands().model.components[0]
    assert (part.name, part.kind) == ("Concierge", ComponentKind.SERVICE)


def test_stale_edits_on_one_field_become_a_choice(two: Two) -> None:
    page = two.stands()
    two.edit(two.ana, page.version, porter(page, name="Concierge"))
    (one,) = two.edit(two.ben, page.version, porter(page, name="Doorman", kind=ComponentKind.SERVICE))
    assert (one.field, one.theirs, one.yours, one.who) == ("name of C-1 (Concierge)", "Concierge", "Doorman", "Ana")
    assert one.at == two.ana.history(two.id)[-2].at
    part = two.stands().model.components[0]
    assert (part.name, part.kind) == ("Concierge", ComponentKind.SERVICE)
    reply = two.stands().turns[-1].reply
    assert reply is not None
    assert [offer.edits for offer in reply.offers] == [one.edits]
    assert "Ana changed name of C-1" in " ".join(reply.notes)
    two.edit(two.ben, two.stands().version, *one.edits)
    assert two.stands().model.components[0].name == "Doorman"


def test_the_same_change_by_two_people_is_no_conflict(two: Two) -> None:
    page = two.stands()
    two.edit(two.ana, page.version, DescribeSystem(name="Pier"))
    assert two.edit(two.ben, page.version, DescribeSystem(name="Pier", purpose="Greets")) == ()
    assert two.stands().model.system.purpose == "Greets"


def test_of_an_edit_of_several_fields_only_the_touched_one_waits(two: Two) -> None:
    page = two.stands()
    two.edit(two.ana, page.version, DescribeSystem(name="Pier"))
    (one,) = two.edit(two.ben, page.version, DescribeSystem(name="Quay", purpose="Greets"))
    assert one.edits == (DescribeSystem(name="Quay"),)
    assert (two.stands().model.system.name, two.stands().model.system.purpose) == ("Pier", "Greets")


def test_a_part_that_somebody_changed_is_not_removed_in_silence(two: Two) -> None:
    page = two.stands()
    two.edit(two.ana, page.version, porter(page, name="Concierge"))
    (one,) = two.edit(two.ben, page.version, Remove(id="C-1"))
    assert (one.field, one.yours) == ("C-1 (Concierge) as a whole", "removed")
    assert two.stands().model.components


def test_an_edit_of_a_part_that_somebody_removed_is_refused_with_a_word(two: Two) -> None:
    page = two.stands()
    two.edit(two.ana, page.version, Remove(id="C-1"))
    two.edit(two.ben, page.version, porter(page, name="Doorman"))
    reply = two.stands().turns[-1].reply
    assert reply is not None
    assert len(reply.refused) == 1


def test_two_people_who_add_a_part_at_once_add_two(two: Two) -> None:
    page = two.stands()
    for who, name in ((two.ana, "Ledger"), (two.ben, "Scanner")):
        added = Component(id=page.model.next_id("C"), name=name, kind=ComponentKind.SERVICE)
        assert two.edit(who, page.version, PutComponent(component=added)) == ()
    assert [part.name for part in two.stands().model.components] == ["Porter", "Ledger", "Scanner"]


def test_one_s_own_later_word_needs_no_choice(two: Two) -> None:
    page = two.stands()
    two.edit(two.ana, page.version, porter(page, name="Concierge"))
    assert two.edit(two.ana, page.version, porter(page, name="Doorman")) == ()
    assert two.stands().model.components[0].name == "Doorman"


def test_a_page_that_sends_a_row_nobody_touched_takes_nothing_back(two: Two) -> None:
    page = two.stands()
    two.edit(two.ana, page.version, porter(page, name="Concierge"))
    assert two.edit(two.ben, page.version, porter(page), DescribeSystem(purpose="Greets")) == ()
    assert two.stands().model.components[0].name == "Concierge"


def test_nothing_keeps_a_model_from_staying_offline(two: Two) -> None:
    page = two.stands()
    two.edit(two.ana, page.version, StayOffline())
    two.edit(two.ana, two.stands().version, StayOffline(offline=False))
    assert two.edit(two.ben, page.version, StayOffline()) == ()
    assert two.stands().model.offline


def test_what_a_program_changes_for_a_person_counts_as_another_s(two: Two) -> None:
    page = two.stands()
    agent = two.door.as_(ANA.speaking_through("a coding agent"))
    two.edit(agent, page.version, DescribeSystem(name="Pier"))
    (one,) = two.edit(two.ana, page.version, DescribeSystem(name="Quay"))
    assert one.who == "a coding agent for Ana"


@pytest.mark.parametrize("step", ["undo", "redo", "restore"])
def test_a_step_in_the_history_takes_back_nothing_that_was_not_seen(two: Two, step: str) -> None:
    page = two.stands()
    two.edit(two.ana, page.version, porter(page, name="Concierge"))
    given = (0,) if step == "restore" else ()
    with pytest.raises(VersionConflict, match="Ana changed this model while you had the page open"):
        getattr(two.ben, step)(two.id, *given, made_on=page.version)
    assert two.stands().model.components[0].name == "Concierge"
    getattr(two.ana, step)(two.id, *given, made_on=page.version)


WORDS = st.sampled_from(("north", "south", "east"))
FIELDS = st.sampled_from(("name", "purpose", "owner"))
WHO = st.sampled_from(("ana", "ben"))


class TwoAuthors(RuleBasedStateMachine):
    """Each has a page open at some version, edits fields on it, and looks again now and then."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory(prefix="threatparley-two-")
        self.two = Two(Path(self.folder.name))
        self.pages = {"ana": self.two.stands(), "ben": self.two.stands()}
        self.wrote: dict[str, tuple[str, str]] = {}
        """Who wrote what into each field last."""

    @rule(who=WHO)
    def look_again(self, who: str) -> None:
        self.pages[who] = self.two.stands()

    @rule(who=WHO, field=FIELDS, word=WORDS)
    def edit(self, who: str, field: str, word: str) -> None:
        page = self.pages[who]
        on_page, stands = (getattr(one.model.system, field) for one in (page, self.two.stands()))
        conflicts = self.two.edit(getattr(self.two, who), page.version, DescribeSystem.model_validate({field: word}))
        after = getattr(self.two.stands().model.system, field)
        others = stands != on_page and self.wrote.get(field, (who, ""))[0] != who
        if others and stands != word and on_page != word:
            assert [(one.theirs, one.yours) for one in conflicts] == [(stands, word)]
            assert after == stands, "theirs stands until there is a yes"
        elif not conflicts and on_page != word:
            assert after == word
            if stands != word:
                self.wrote[field] = (who, word)

    @precondition(lambda self: any(self.pages[who].version < self.two.stands().version for who in self.pages))
    @rule(who=WHO, field=FIELDS, other=FIELDS, word=WORDS)
    def edit_two_fields(self, who: str, field: str, other: str, word: str) -> None:
        self.edit(who, field, word)
        if other != field:
            self.edit(who, other, word)

    @invariant()
    def every_version_is_somebody_s(self) -> None:
        lines = self.two.ana.history(self.two.id)
        assert {line.author for line in lines} <= {"Ana", "Ben"}
        for field, (_, word) in self.wrote.items():
            assert getattr(self.two.stands().model.system, field) == word, "nothing is overwritten in silence"

    def teardown(self) -> None:
        self.two.door.close()
        self.folder.cleanup()


TwoAuthors.TestCase.settings = settings(max_examples=8, stateful_step_count=8, deadline=None)
TestTwoAuthors = TwoAuthors.TestCase
