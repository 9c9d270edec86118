"""Owners take turns, and so do the lanes of each; of one lane one piece is done at a time."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.fairness import Claim, FairQueue
from agent.fairness.fair_queue import RECENT


class Hands:
    """A clock to set, and a queue with it."""

    def __init__(self, workers: int = 4, each: int = 1) -> None:
        self.seconds = 0.0
        self.queue: FairQueue[str] = FairQueue(workers, each, lambda: self.seconds)

    def put(self, *names: str) -> "Hands":
        """Let work wait whose owner and lane are the first letters of its name."""
        for name in names:
            self.queue.put(name[0], name[:2], name)
        return self

    def take(self) -> Claim[str]:
        claim = self.queue.take()
        assert claim is not None
        return claim

    def served(self) -> list[str]:
        """Everything that waits, one at a time."""
        names = []
        while (claim := self.queue.take()) is not None:
            names.append(claim.item)
            self.queue.give_back(claim)
        return names


def test_owners_take_turns_however_much_one_of_them_asks_for() -> None:
    hands = Hands().put("a1-1", "a1-2", "a2-1", "a2-2", "b1-1", "c1-1", "b1-2")
    assert [name[0] for name in hands.served()] == ["a", "b", "c", "a", "b", "a", "a"]


def test_the_lanes_of_one_owner_take_turns() -> None:
    hands = Hands().put("a1-1", "a1-2", "a1-3", "a2-1", "a3-1")
    assert hands.served() == ["a1-1", "a2-1", "a3-1", "a1-2", "a1-3"]


def test_of_one_lane_one_piece_is_at_work() -> None:
    hands = Hands(workers=4).put("a1-1", "a1-2")
    first = hands.take()
    assert hands.queue.take() is None
    hands.queue.give_back(first)
    assert hands.take().item == "a1-2"


def test_an_owner_that_is_alone_leaves_one_worker_free_for_whoever_comes() -> None:
    hands = Hands(workers=3).put("a1-1", "a2-1", "a3-1")
    hands.take(), hands.take()
    assert hands.queue.take() is None
    assert hands.put("b1-1").take().item == "b1-1"


def test_among_others_an_owner_has_no_more_than_its_share_at_work() -> None:
    hands = Hands(workers=4, each=1).put("a1-1", "a2-1", "b1-1")
    assert [hands.take().item, hands.take().item] == ["a1-1", "b1-1"]
    assert hands.queue.take() is None


def test_who_has_been_silent_for_long_no_longer_counts_as_being_around() -> None:
    hands = Hands(workers=4, each=1).put("b1-1")
    hands.served()
    hands.put("a1-1", "a2-1").take()
    assert hands.queue.take() is None
    hands.seconds = RECENT + 1
    assert hands.take().item == "a2-1"


def test_a_piece_that_waits_knows_how_many_go_before_it() -> None:
    hands = Hands().put("a1-1", "a1-2", "a2-1", "b1-1", "b1-2", "c1-1")
    ahead = {name: hands.queue.ahead(name[0], name[:2], name) for name in ("a1-1", "c1-1", "a2-1", "a1-2")}
    order = hands.served()
    assert ahead == {name: order.index(name) for name in ahead}
    assert hands.queue.ahead("a", "a1", "a1-1") is None


NAMES = st.tuples(st.sampled_from("abc"), st.sampled_from("123")).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(NAMES, max_size=30), st.integers(1, 5), st.integers(1, 3))
def test_everything_is_done_once_and_never_two_of_a_lane_at_a_time(lanes: list[str], workers: int, each: int) -> None:
    hands = Hands(workers, each).put(*(f"{lane}-{place}" for place, lane in enumerate(lanes)))
    done: list[str] = []
    at_work: list[Claim[str]] = []
    while len(hands.queue) or at_work:
        while (claim := hands.queue.take()) is not None:
            at_work.append(claim)
            assert len(at_work) <= workers
            assert max(Counter(one.lane for one in at_work).values()) == 1
        done.append(at_work[0].item)
        hands.queue.give_back(at_work.pop(0))
    assert Counter(name[:2] for name in done) == Counter(lanes)
    for lane in set(lanes):
        numbers = [int(name[3:]) for name in done if name[:2] == lane]
        assert numbers == sorted(numbers)


@settings(max_examples=60, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=30))
def test_the_number_ahead_is_the_number_served_before_by_one_worker(lanes: list[str]) -> None:
    names = [f"{lane}-{place}" for place, lane in enumerate(lanes)]
    hands = Hands(workers=1).put(*names)
    ahead = {name: hands.queue.ahead(name[0], name[:2], name) for name in names}
    order = hands.served()
    assert ahead == {name: order.index(name) for name in names}
