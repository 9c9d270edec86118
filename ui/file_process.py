"""Write one file of a model in a process of its own: what is wanted comes in, stages and the file go out.

Both ends are this program: the pickles between them come from nobody else.
"""

import pickle
import sys

STAGES = ("loading", "writing", "handing over")
"""What is told on the way, a line each."""
REFUSED = 3
"""How it ends where the file cannot be; why stands in place of the file."""


def main() -> int:
    """Read what is wanted, write the file."""
    from agent.errors import InputError
    from agent.exchange.dossier import Dossier
    from agent.exchange.formats import format_of, written

    _tell(STAGES[0])
    form, dossier, extent, closed = pickle.load(sys.stdin.buffer)
    assert isinstance(dossier, Dossier)
    _tell(STAGES[1])
    try:
        made = written(format_of(form), dossier, extent, closed)
    except InputError as problem:
        sys.stdout.buffer.write(str(problem).encode())
        return REFUSED
    _tell(STAGES[2])
    pickle.dump(made, sys.stdout.buffer)
    return 0


def _tell(stage: str) -> None:
    print(stage, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
