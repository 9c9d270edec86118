"""Keep a process to one thread: processes that compete for the same cores are slower than one after the other."""

from importlib import import_module


def one_thread(library: str) -> None:
    """Limit a library that calculates; it is loaded first, as the limit holds only for what is loaded by then."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    import_module(library)
    threadpool_limits(1)
