"""Keep calculations to one thread: on cores that others use too, several wait for each other more than they save."""

from threading import Lock

_lock = Lock()


def calculate_on_one_thread() -> None:
    """Limit the numerical libraries that this process has loaded by now; what is limited already stays as it is."""
    from threadpoolctl import threadpool_limits

    with _lock:
        threadpool_limits(1)
