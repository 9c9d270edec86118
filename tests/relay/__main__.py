"""Serve an OpenAI-compatible endpoint on this machine whose answers are written by hand or by any program.

Each request is laid into the folder, as 0001.request.json for programs and 0001.md for people; write its answer into
0001.answer.json (JSON alone) or 0001.answer.txt (the text as a model would send it). An answer that cannot be used is
told of in 0001.problem and waited for again. Stop it with Ctrl-C.
"""

import argparse
import signal
import threading
from pathlib import Path

from evals.llm.request_folder import RequestFolder
from tests.endpoint_settings import MOST_SECONDS_OF_A_TURN, settings_for
from tests.relay import Relay
from tests.relay.relay import MODEL
from tests.stub_endpoint import Stub


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.relay", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True, help="where requests and answers lie")
    parser.add_argument("--port", type=int, default=0, help="where it listens on this machine (default: any free port)")
    parser.add_argument(
        "--wait",
        type=float,
        default=MOST_SECONDS_OF_A_TURN,
        help=f"seconds an answer may take (default: {MOST_SECONDS_OF_A_TURN})",
    )
    given = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    relay = Relay(RequestFolder(given.folder), given.wait, lambda line: print(line, flush=True))
    with Stub(relay, port=given.port) as stub:
        print("\n".join(settings_for(stub.url, MODEL)), flush=True)
        stopped.wait()
    print(f"{len(stub.requests)} requests", flush=True)


if __name__ == "__main__":
    main()
