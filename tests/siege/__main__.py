"""python -m tests.siege --kills 300 --items 1000: kill turns and workers, and print what was lost or doubled."""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.agent.postgres import a_cluster
from tests.siege.kills import Toll, kill_turns
from tests.siege.portfolio import Harvest, work_off


def main() -> int:
    """The siege; ends with 1 where anything was lost or came twice."""
    parser = argparse.ArgumentParser(prog="python -m tests.siege", description=__doc__)
    parser.add_argument("--kills", type=int, default=300, help="turns that are killed (0: none)")
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite", help="where sessions are kept")
    parser.add_argument("--items", type=int, default=0, help="items for the durable engine, on PostgreSQL (0: none)")
    parser.add_argument("--seed", type=int, default=0, help="decides where turns are killed")
    given = parser.parse_args()
    print("| what | done | lost | doubled | otherwise |\n| --- | --- | --- | --- | --- |")
    well = True
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="siege-")))
        needed = given.items or (given.kills and given.store == "postgres")
        cluster = stack.enter_context(a_cluster()) if needed else None
        if given.kills:
            url = f"sqlite:///{folder / 'siege.sqlite'}"
            if cluster is not None and given.store == "postgres":
                url = cluster.create("siege_turns")
            toll = kill_turns(folder, url, given.kills, given.seed)
            print(of_turns(toll, given.store))
            well = not (toll.lost or toll.doubled or toll.otherwise)
        if given.items and cluster is not None:
            harvest = work_off(folder, cluster, given.items)
            print(of_items(harvest))
            well = well and not (harvest.lost or harvest.doubled or harvest.wrong)
    return 0 if well else 1


def of_turns(toll: Toll, store: str) -> str:
    """The row of the table for killed turns."""
    otherwise = ", ".join(toll.otherwise) or "0"
    what = f"turns killed at {len(toll.points)} kinds of points, {store}"
    return f"| {what} | {toll.kills} | {toll.lost} | {toll.doubled} | {otherwise} |"


def of_items(harvest: Harvest) -> str:
    """The row of the table for items of a portfolio."""
    trouble = f"{len(harvest.killed)} workers killed, database restarted {harvest.restarts} times"
    return (
        f"| items of a portfolio, {trouble}; {harvest.begun_again} begun again | {harvest.done} of {harvest.items} "
        f"| {harvest.lost} | {harvest.doubled} | {harvest.wrong} |"
    )


if __name__ == "__main__":
    sys.exit(main())
