"""Whatever is changed, undone and redone, the history behaves like two stacks."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.store import Change, Database, SessionStore
from tests.agent.store.test_sessions import NOON, held, named, opened, spoken


def step(store: SessionStore, session: str, target: int) -> None:
    lease = held(store, session)
    back = Change(model=store.model_at(session, target), author="owner", reason="step", restores=target)
    store.restore(lease, store.open(session).version, back, None, NOON)
    store.release_lease(lease)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["change", "undo", "redo"]), max_size=14))
def test_undo_and_redo_behave_like_two_stacks(orders: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = SessionStore(Database(f"sqlite:///{Path(folder) / 'tw.sqlite'}"))
        session, done, undone = opened(store), [""], list[str]()
        for number, order in enumerate(orders):
            place = store.place(session)
            assert (place.earlier is not None, place.later is not None) == (len(done) > 1, bool(undone))
            if order == "change":
                spoken(store, session, f"name {number}")
                done.append(f"name {number}")
                undone.clear()
            elif order == "undo" and place.earlier is not None:
                step(store, session, place.earlier)
                undone.append(done.pop())
            elif order == "redo" and place.later is not None:
                step(store, session, place.later)
                done.append(undone.pop())
            assert store.open(session).model == named(done[-1])
        assert store.model_at(session, 0) == named("")
        store.close()
