"""Run in namespaces of its own: build the cage, run the commands of a plan in it, and report what each tried to send.

``unshare --net --mount python -m tests.cage.inside PLAN REPORT``; both files are JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.cage.watching import RESOLVER, Border, NameServer
from tests.collector import Collector
from tests.terminal import typed

WAY_OUT = "out"
TIMEOUT_SECONDS = 240
_FAR_SIDE = ("02:00:00:00:00:01", "192.0.2.1", "2001:db8::1")
_OURS = ("192.0.2.2/24", "2001:db8::2/64")


def main(plan: Path, report: Path) -> None:
    """Build the cage and work the plan off."""
    open_way_out()
    ask_here()
    names, border = NameServer(), Border(WAY_OUT)
    told = []
    with Collector() as collector:
        for order in json.loads(plan.read_text(encoding="utf-8")):
            code, shown = ran(order, collector)
            told.append({
                "code": code, "shown": shown[-20_000:], "names": names.taken(), "packets": border.taken(),
                "connections": [heard[:200].decode("latin-1") for heard in collector.heard],
            })  # fmt: skip
            collector.heard.clear()
    report.write_text(json.dumps(told), encoding="utf-8")


def open_way_out() -> None:
    """An interface with a route to everywhere, behind which there is nothing but somebody who counts."""
    _ip("link set lo up")
    if not _ip(f"link add {WAY_OUT} type dummy", must=False):
        _ip(f"link add {WAY_OUT} type veth peer name nowhere")
        _ip("link set nowhere up")
    _ip(f"link set {WAY_OUT} addrgenmode none", must=False)
    _ip(f"link set {WAY_OUT} up")
    hardware, router, router6 = _FAR_SIDE
    _ip(f"addr add {_OURS[0]} dev {WAY_OUT}")
    _ip(f"neigh add {router} lladdr {hardware} dev {WAY_OUT} nud permanent")
    _ip(f"route add default via {router} dev {WAY_OUT}")
    if _ip(f"-6 addr add {_OURS[1]} dev {WAY_OUT} nodad", must=False):
        _ip(f"-6 neigh add {router6} lladdr {hardware} dev {WAY_OUT} nud permanent")
        _ip(f"-6 route add default via {router6} dev {WAY_OUT}")


def ask_here() -> None:
    """Names are asked of the cage's own server, past no cache of the machine."""
    folder = Path(tempfile.mkdtemp(prefix="cage-"))
    (folder / "resolv.conf").write_text(f"nameserver {RESOLVER}\noptions timeout:1 attempts:1\n", encoding="ascii")
    (folder / "nsswitch.conf").write_text("hosts: files dns\npasswd: files\ngroup: files\n", encoding="ascii")
    for name in ("resolv.conf", "nsswitch.conf"):
        if Path("/etc", name).exists():
            _must(["mount", "--bind", str(folder / name), f"/etc/{name}"])
    caching = Path("/run/nscd")
    if caching.is_dir():
        (folder / "nscd").mkdir()
        _must(["mount", "--bind", str(folder / "nscd"), str(caching)])


def ran(order: dict[str, Any], collector: Collector) -> tuple[int, str]:
    """Run one command; ``{collector}`` in its variables stands for where the cage's own collector listens."""
    given = {name: value.replace("{collector}", collector.url) for name, value in order["environ"].items()}
    command, folder = order["command"], Path(order["folder"])
    if order["lines"] is not None:
        return typed(command, order["lines"], folder, given)
    done = subprocess.run(
        command, cwd=folder, env=given, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=TIMEOUT_SECONDS, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode("utf-8", "replace")


def _ip(arguments: str, must: bool = True) -> bool:
    command = ["ip", *arguments.split()]
    return _must(command) if must else subprocess.run(command, capture_output=True, check=False).returncode == 0


def _must(command: list[str]) -> bool:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.strip()}")
    return True


if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
