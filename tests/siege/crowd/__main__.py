"""Run in a cage of its own, as ``python -m tests.siege --minutes N`` does it: build everything, besiege it, and tell.

Ends with 1 where anything was lost, doubled, leaked or sent out, or failed without a plain message.
"""

import argparse
import logging
import shutil
import sys
import tempfile
from pathlib import Path

from tests.cage.inside import WAY_OUT, ask_here, open_way_out
from tests.cage.watching import Border, NameServer
from tests.ready import READY
from tests.siege.crowd.city import a_city
from tests.siege.crowd.people import crowd
from tests.siege.crowd.siege import Plan, besieging
from tests.siege.crowd.table import told


def main() -> int:
    """One siege, from the walls to the table."""
    given = arguments().parse_args()
    plan = Plan(
        people=given.people, tenants=given.tenants, servers=given.servers, rounds=given.rounds,
        minutes=given.minutes, troubles=tuple(given.trouble.split(",")), seed=given.seed,
    )  # fmt: skip
    logging.disable(logging.WARNING)  # each trouble is told as it should be, and here it is made on purpose
    open_way_out()
    ask_here()
    names, border = NameServer(), Border(WAY_OUT)
    folder = Path(tempfile.mkdtemp(prefix="siege-"))
    folder.chmod(0o755)
    ready = given.ready or READY.laid_into(folder / "ready")
    shutil.copytree(ready, folder / "own")
    people = crowd(plan.people, plan.tenants)
    with a_city(folder, ready, people, plan.servers) as city, besieging(city, people, plan) as siege:
        verdict = siege.run(lambda line: print(line, file=sys.stderr, flush=True))
        (folder / "logs").write_text(city.logs(), encoding="utf-8")
    out = [*(f"name {name}" for name in names.taken()), *(f"packet {packet}" for packet in border.taken())]
    print(told(siege.tally, verdict, out, border.sent), flush=True)
    well = verdict.well and not out and not siege.tally.unplain
    if well:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"what the replicas wrote is kept in {folder}", file=sys.stderr)
    return 0 if well else 1


def arguments() -> argparse.ArgumentParser:
    """What may be said on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.siege.crowd", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="for how long people work and trouble comes")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--tenants", type=int, default=20)
    parser.add_argument("--servers", type=int, default=3, help="replicas behind the balancer")
    parser.add_argument("--rounds", type=int, default=0, help="instead of minutes: how many deeds each person does")
    parser.add_argument("--trouble", default="replica killed,database ended,endpoint at fault", help="what, in turn")
    parser.add_argument("--ready", type=Path, help="a data folder as after a first start")
    parser.add_argument("--seed", type=int, default=0)
    return parser


if __name__ == "__main__":
    sys.exit(main())
