"""Serve the scripted endpoint until interrupted: ``python -m tests.stub_endpoint [--port N] [--delay SECONDS]``."""

import argparse
import time

from tests.stub_endpoint import Asked, Behaviour, Stub, good
from tests.stub_endpoint.behaviours import after
from tests.stub_endpoint.models import answer_of
from tests.stub_endpoint.streams import streamed


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.stub_endpoint", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="where it listens (default: any free port)")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds that each answer takes")
    given = parser.parse_args()

    def script(asked: Asked) -> Behaviour:
        answer = streamed(asked, answer_of(asked)) if asked.body.get("stream") else good(asked)
        return after(given.delay, answer) if given.delay else answer

    with Stub(script, port=given.port) as stub:
        print(f"THREATPARLEY_BASE_URL={stub.url} THREATPARLEY_MODEL=stub", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print(f"{len(stub.requests)} requests")


if __name__ == "__main__":
    main()
