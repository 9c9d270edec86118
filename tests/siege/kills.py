"""Turns that are killed at points drawn by chance, one after the other on one store that keeps growing."""

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from agent.domain.sessions.session import TurnStatus
from tests.agent.test_facilitator_crashes import BOT, COMMITS, POINTS, crashed, resumed


@dataclass
class Toll:
    """What the kills came to."""

    kills: int = 0
    lost: int = 0
    doubled: int = 0
    otherwise: list[str] = field(default_factory=list)
    """Where a turn ended in another way than an undisturbed one does."""
    points: Counter[str] = field(default_factory=Counter)


def kill_turns(folder: Path, url: str, number: int, seed: int = 0) -> Toll:
    """So many turns, each killed at a point and gone on with by a new start on the same store."""
    chance, toll = random.Random(seed), Toll()
    for _ in range(number):
        point = chance.choice([*POINTS, *COMMITS])
        session = crashed(folder, url, point)
        facilitator, _, _ = resumed(folder, url)
        after, versions = facilitator.open(session), facilitator.history(session)
        said = [turn.said.text for turn in after.turns]
        toll.kills += 1
        toll.points[point.rpartition(":")[0]] += 1
        toll.lost += said.count(BOT) == 0 or any(turn.status is TurnStatus.ACCEPTED for turn in after.turns)
        toll.doubled += said.count(BOT) > 1 or len(versions) > 2
        if [turn.status for turn in after.turns] != [TurnStatus.DONE] or len(after.model.threats) != 2:
            toll.otherwise.append(point)
        facilitator.close()
    return toll
