"""What the crowd talks to: replicas of the app, a database, a balancer, a sign-in provider and a language model.

Each is a process of its own, but the scripted endpoint, and each is ended by its own process id. The balancer is that
of docs/deploy with its stickiness taken out: every request and every line goes to the next replica in turn.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.agent.postgres import Cluster, a_cluster
from tests.siege.crowd.people import GUESTS, Someone
from tests.siege.faults import ENDLESS
from tests.stub_endpoint import Asked, Behaviour, Stub, good
from tests.stub_endpoint.faults import FAULTS, Fault
from tests.test_architecture import ROOT
from tests.ui.server.running import COMMAND, free_port, wait_until_answering
from tests.ui.sign_in.providers import environment, real_provider

CONNECTIONS = 200
"""What the database lets in: more than all replicas together keep."""
SPOILING = [fault for fault in FAULTS if fault.name not in ENDLESS]


@dataclass
class Replica:
    """One process of the app, on a port and a data folder that it keeps when it is started again."""

    folder: Path
    port: int
    given: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self, wait: bool = True) -> None:
        """Start it, and wait until it answers."""
        log = self.folder / "server.log"
        env = {**os.environ, **self.given, "THREATPARLEY_DATA_DIR": str(self.folder / "data")}
        with log.open("ab") as written:
            self.process = subprocess.Popen(
                [*COMMAND, "--port", str(self.port)], cwd=ROOT, env=env, stdout=written, stderr=written
            )
        if wait:
            self.wait()

    def wait(self) -> None:
        """Wait until it answers."""
        assert self.process is not None
        wait_until_answering(self.process, f"http://127.0.0.1:{self.port}/readyz", self.folder / "server.log")

    def kill(self) -> None:
        """End it as the kernel does where memory runs out."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(60)

    def stop(self) -> None:
        """End it as its owner does."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(120)
        finally:
            self.process.kill()


@dataclass
class City:
    """All of it, at one address."""

    address: str
    issuer: str
    database: str
    cluster: Cluster
    replicas: list[Replica]
    folder: Path
    spoilt: list[Fault] = field(default_factory=list)
    """The fault that the language model's endpoint has now, if it has one."""

    def logs(self) -> str:
        """What the replicas have written."""
        return "\n".join(one.folder.joinpath("server.log").read_text(errors="replace") for one in self.replicas)


@contextmanager
def a_city(folder: Path, ready: Path, people: list[Someone], servers: int) -> Iterator[City]:
    """Build everything and take it down again; ``ready`` is a data folder as after a first start."""
    with ExitStack() as stack:
        cluster = stack.enter_context(a_cluster(CONNECTIONS))
        database, port, spoilt = cluster.create_for("threatparley", "siege"), free_port(), list[Fault]()
        issuer = stack.enter_context(real_provider(folder, *(one.claims() for one in (*people, *GUESTS))))
        stub = stack.enter_context(Stub(_playing(spoilt)))
        given = environment(issuer, port, ALLOWED_DOMAINS="team.example") | {
            "THREATPARLEY_DATABASE_URL": database, "THREATPARLEY_BASE_URL": stub.url, "THREATPARLEY_MODEL": "stub",
            "THREATPARLEY_API_KEY": "a-key-of-the-siege", "THREATPARLEY_TURN_DEADLINE_SECONDS": "3600",
        }  # fmt: skip
        replicas = [_replica(folder / f"replica{number}", ready, given) for number in range(servers)]
        for one in replicas:
            stack.callback(one.stop)
        replicas[0].start()  # it makes the tables; the others meet them
        for one in replicas[1:]:
            one.start(wait=False)
        for one in replicas[1:]:
            one.wait()
        address = stack.enter_context(balanced(replicas, folder, port))
        yield City(address, issuer, database, cluster, replicas, folder, spoilt)


def _replica(folder: Path, ready: Path, given: Mapping[str, str]) -> Replica:
    folder.mkdir()
    shutil.copytree(ready, folder / "data")
    return Replica(folder, free_port(), given)


def _playing(spoilt: list[Fault]) -> Callable[[Asked], Behaviour]:
    def script(asked: Asked) -> Behaviour:
        return spoilt[-1].play(asked) if spoilt else good(asked)

    return script


@contextmanager
def balanced(replicas: list[Replica], folder: Path, port: int) -> Iterator[str]:
    """The proxy of docs/deploy without its stickiness, before replicas on this machine."""
    text = unsticky((ROOT / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8"))
    servers = "".join(f"server 127.0.0.1:{one.port} max_fails=1 fail_timeout=1s; " for one in replicas)
    text = re.sub(r"(?:server 172[^;]+;\s*)+", servers, text)
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}").replace("/tmp/", f"{folder}/")
    (folder / "nginx.conf").write_text(text)
    command: list[Any] = ["nginx", "-e", "stderr", "-g", "daemon off;", "-c", folder / "nginx.conf"]
    with (folder / "nginx.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_until_answering(process, f"http://127.0.0.1:{port}/_stcore/health", folder / "nginx.log")
        yield f"127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def unsticky(text: str) -> str:
    """The settings of a proxy without what keeps a browser to one replica."""
    for sticky in ("    hash $seat consistent;\n", "      add_header Set-Cookie $seat_cookie;\n"):
        assert sticky in text, f"the proxy of docs/deploy has no {sticky.strip()} any more"
        text = text.replace(sticky, "")
    return text
