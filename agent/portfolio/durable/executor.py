"""One process that works off the queue: it claims an item, drafts it, and stores what came of it in one transaction."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSConfig

from agent.portfolio.durable.run_terms import APPLICATION, ASKING_QUEUE, POLL_SECONDS, QUEUE, WORKFLOW, Terms
from agent.portfolio.durable.serialization import PlainJson, packed_outcome, unpacked_item
from agent.portfolio.items import MOST_DEATHS, MOST_TRIES, Item, Opener, Outcome, Unusable, Work, set_aside
from agent.portfolio.worker_process import told

_MOST_PROCESSES = 256


def execute(opener: Opener, terms: Terms) -> None:
    """Work until a signal ends it; what is under way then is begun again by the next process with the same place."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with _place(terms.places) as place, opener() as work:

        @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=MOST_DEATHS)
        def draft(packed: dict[str, Any]) -> dict[str, Any]:
            return packed_outcome(drafted(work, unpacked_item(packed)))

        DBOS(config=_config(terms, f"{os.uname().nodename}-{place}"))
        DBOS.launch()
        _make_queues(terms)
        while True:
            signal.pause()


def drafted(work: Work, item: Item) -> Outcome:
    """What came of an item; one that fails by itself is tried a few times, then set aside."""
    problem = ""
    for _ in range(MOST_TRIES):
        try:
            return work(item)
        except Unusable as words:
            return set_aside(item, str(words))
        except Exception as error:  # whatever it is, it is told, and the other items go on
            problem = told(error)
    return set_aside(item, f"it failed {MOST_TRIES} times: {problem}")


def _make_queues(terms: Terms) -> None:
    """One queue for the rules, one that keeps to a rate; in both each tenant has its turn."""
    settings: dict[str, Any] = {"worker_concurrency": 1, "global_concurrency": terms.at_once}
    settings |= {"polling_interval_sec": POLL_SECONDS, "on_conflict": "always_update"}
    rate: Any = {"limit": terms.per_minute, "period": 60.0}
    if terms.asks_model:
        DBOS.register_queue(ASKING_QUEUE, partition_limiter=rate, **settings)
    else:
        DBOS.register_queue(QUEUE, partition_worker_concurrency=1, **settings)


def _config(terms: Terms, executor: str) -> DBOSConfig:
    """Neither admin server nor conductor, no telemetry, and nothing on standard output."""
    return {
        "name": APPLICATION,
        "system_database_url": terms.database,
        "application_version": terms.version,
        "executor_id": executor,
        "serializer": PlainJson(),
        "log_level": "CRITICAL",
        "enable_otlp": False,
        "use_listen_notify": False,
        "sys_db_pool_size": 4,
    }


@contextmanager
def _place(folder: Path) -> Iterator[int]:
    """A number that no other living process of this machine has: the next to have it takes up what this one leaves."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    for number in range(_MOST_PROCESSES):
        with (folder / f"{number}.place").open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            yield number
            return
    raise RuntimeError(f"more than {_MOST_PROCESSES} processes work at once; start fewer")
