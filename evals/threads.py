"""Keep a process to one thread: processes that compete for the same cores are slower than one after the other."""


def one_thread() -> None:
    """Limit the libraries that calculate; they are loaded first, as the limit holds only for what is loaded by then."""
    import sklearn.decomposition  # noqa: F401
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    threadpool_limits(1)
