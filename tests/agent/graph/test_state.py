"""The bench reads JSON of the state into a value once, and anew where the JSON is another."""

from agent.domain.changes.edits import DescribeSystem
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Session
from agent.domain.system import SystemProfile
from agent.graph.state import Bench
from tests.agent.test_facilitator import NOON

MODEL = ThreatModel(system=SystemProfile(name="Bot"))


def bench() -> Bench:
    return Bench(
        session=Session(id="a-session-for-tests", version=0, model=ThreatModel(), created=NOON), restorer=lambda _: None
    )


def test_what_was_put_is_taken_back_without_reading_it_again() -> None:
    made = bench()
    assert made.take(ThreatModel, made.put(MODEL)) is MODEL
    assert made.put(MODEL) is made.put(MODEL)


def test_equal_json_from_elsewhere_is_read_anew() -> None:
    made = bench()
    copy = dict(made.put(MODEL))
    taken = made.take(ThreatModel, copy)
    assert taken == MODEL
    assert taken is not MODEL
    assert made.take(ThreatModel, copy) is taken


def test_edits_keep_their_kind() -> None:
    edits = (DescribeSystem(name="Bot"),)
    written = bench().put_edits(edits)
    assert written[0]["edit"] == "describe_system"
    assert bench().take_edits(written) == edits
