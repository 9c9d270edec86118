"""Many items on the durable engine, while its workers are killed and its database is restarted."""

import os
import signal
from dataclasses import dataclass, field
from pathlib import Path

from agent.portfolio import Standing
from agent.portfolio.durable import DurableRunner, Terms
from tests.agent.portfolio.made import Benches, items
from tests.agent.postgres import Cluster
from tests.waiting import pause

KILL_EVERY, RESTART_EVERY = 8, 80
"""After how many looks of the runner a worker is killed, and the database ends as in a crash."""


@dataclass
class Harvest:
    """What came of the items."""

    items: int
    done: int = 0
    doubled: int = 0
    wrong: int = 0
    begun_again: int = 0
    """Items whose work began more than once, as a kill in the midst of it makes it."""
    killed: list[int] = field(default_factory=list)
    restarts: int = 0

    @property
    def lost(self) -> int:
        """How many items never came."""
        return self.items - self.done


def work_off(folder: Path, cluster: Cluster, number: int, workers: int = 2) -> Harvest:
    """All items by the durable engine on PostgreSQL, with trouble all along."""
    (folder / "begun").mkdir()
    benches, harvest, looks = Benches(folder / "begun"), Harvest(number), 0

    def trouble(seconds: float) -> None:
        nonlocal looks
        pause(seconds)
        looks += 1
        if looks % KILL_EVERY == 0 and (alive := runner.nursery.executors):
            os.kill(alive[0], signal.SIGKILL)
            harvest.killed.append(alive[0])
        if looks % RESTART_EVERY == 0:
            cluster.stop("immediate")
            cluster.start()
            harvest.restarts += 1

    terms = Terms(database=cluster.create("siege_items"), version="siege", places=folder / "places")
    runner = DurableRunner(benches, workers, terms, pause=trouble)
    found = [one for one in runner.run(items(number)) if one.standing is Standing.DONE]
    names = {one.name for one in found}
    harvest.done, harvest.doubled = len(names), len(found) - len(names)
    harvest.wrong = sum(one.native != f"words of {one.name}".encode() for one in found)
    harvest.begun_again = sum(benches.begun(name) > 1 for name in names)
    return harvest
