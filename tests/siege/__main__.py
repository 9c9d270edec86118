"""python -m tests.siege --kills 300 --replicas 20 --disk 100 --items 1000: cause trouble, and print what became of it.

What was accepted must be there once, ended as if nothing had been; each row of the table is one kind of trouble.
``--minutes 8`` besieges a whole team instead: replicas, people, a sign-in and a language model in a cage
(``python -m tests.siege.crowd --help`` says what else can be chosen there).
"""

import argparse
import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.agent.postgres import Cluster, a_cluster
from tests.cage.cage import ROOT, NoCage, entrance
from tests.siege.faults import end_databases, fail_endpoints, fill_disks, hold_locks
from tests.siege.kills import kill_replicas, kill_turns
from tests.siege.portfolio import Harvest, work_off
from tests.siege.toll import Toll

HEAD = "| what | accepted | lost | doubled | otherwise | slowest to go on |\n| --- | --- | --- | --- | --- | --- |"
KINDS = {
    "kills": "turns whose process is killed, on SQLite",
    "server-kills": "the same on PostgreSQL",
    "replicas": "turns whose replica is killed while another one waits, on PostgreSQL",
    "disk": "turns during which the disk is full, on SQLite",
    "locks": "turns during which another program holds the file, on SQLite",
    "databases": "turns during which PostgreSQL ends as in a crash",
    "endpoints": "turns during which the endpoint of the language model fails",
}
ON_SERVER = ("server-kills", "replicas", "databases", "items")


def main() -> int:
    """The siege; ends with 1 where anything was lost or came twice."""
    parser = argparse.ArgumentParser(prog="python -m tests.siege", description=__doc__)
    for name, told in KINDS.items():
        parser.add_argument(f"--{name}", type=int, default=0, help=told)
    parser.add_argument("--items", type=int, default=0, help="items for the durable engine, on PostgreSQL")
    parser.add_argument("--seed", type=int, default=0, help="decides where trouble comes")
    parser.add_argument("--minutes", type=float, default=0.0, help="a siege of a whole team, for so long")
    known, others = parser.parse_known_args()
    if known.minutes:
        return of_a_team([f"--minutes={known.minutes}", f"--seed={known.seed}", *others])
    if others:
        parser.error(f"not known: {' '.join(others)}")
    given = {name.replace("_", "-"): value for name, value in vars(known).items() if name != "minutes"}
    seed, well = given.pop("seed"), True
    logging.disable(logging.ERROR)  # each trouble is told as it should be, and here it is made on purpose
    print(HEAD, flush=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="siege-")))
        cluster = stack.enter_context(a_cluster()) if any(given[name] for name in ON_SERVER) else None
        for toll in tolls(folder, cluster, given, seed):
            print(toll.row(), flush=True)
            well = well and toll.well
        if given["items"] and cluster is not None:
            harvest = work_off(folder, cluster, given["items"])
            print(of_items(harvest), flush=True)
            well = well and not (harvest.lost or harvest.doubled or harvest.wrong)
    return 0 if well else 1


def of_a_team(arguments: list[str]) -> int:
    """The siege of a whole team, in a cage that nothing leaves; gives its exit code."""
    try:
        command = [*entrance(as_oneself=True), sys.executable, "-m", "tests.siege.crowd", *arguments]
    except NoCage as why:
        print(f"no siege: {why}", file=sys.stderr)
        return 2
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode


def tolls(folder: Path, cluster: Cluster | None, given: dict[str, int], seed: int) -> Iterator[Toll]:
    """What each kind of trouble came to that is asked for."""
    causes: dict[str, Callable[[Path, int], Toll]] = {
        "kills": lambda own, number: kill_turns(own, f"sqlite:///{own / 'siege.sqlite'}", number, seed),
        "disk": lambda own, number: fill_disks(own, number, seed),
        "locks": lambda own, number: hold_locks(own, number, seed),
        "endpoints": lambda own, number: fail_endpoints(own, number, seed),
    }
    if cluster is not None:
        causes |= {
            "server-kills": lambda own, number: kill_turns(own, cluster.create("siege_kills"), number, seed),
            "replicas": lambda own, number: kill_replicas(own, cluster.create("siege_replicas"), number, seed),
            "databases": lambda own, number: end_databases(own, cluster, number, seed),
        }
    for name, cause in causes.items():
        if given[name]:
            own = folder / name
            own.mkdir()
            yield cause(own, given[name])


def of_items(harvest: Harvest) -> str:
    """The row of the table for items of a portfolio."""
    trouble = f"{len(harvest.killed)} workers killed, database restarted {harvest.restarts} times"
    return (
        f"| items of a portfolio, {trouble}; {harvest.begun_again} begun again | {harvest.done} of {harvest.items} "
        f"| {harvest.lost} | {harvest.doubled} | {harvest.wrong} | |"
    )


if __name__ == "__main__":
    sys.exit(main())
