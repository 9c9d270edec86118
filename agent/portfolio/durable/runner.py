"""Run items as workflows: put them into the queue, keep executors at work, and hand on what comes of each."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from dbos import DBOSClient, EnqueueOptions, WorkflowStatus

from agent.errors import StoreUnavailable
from agent.portfolio.durable.process_supervisor import Nursery
from agent.portfolio.durable.run_terms import APPLICATION, POLL_SECONDS, WORKFLOW, Terms
from agent.portfolio.durable.serialization import PlainJson, packed_item, unpacked_outcome
from agent.portfolio.items import MOST_DEATHS, Item, Opener, Outcome, Standing, set_aside
from knowledge.address_masking import shown_address

_CHUNK = 100
_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_ABANDONED_SECONDS = 900.0
"""An item at work for so long was left by a machine that is gone; whoever looks first begins it again."""
_LOOK_SECONDS = 60.0
_PATIENCE_SECONDS = 120.0
"""How long a database may be away while the tables are made."""


class DurableRunner:
    """Items in a database; several machines may run the same ones at once, and each is drafted once."""

    def __init__(
        self, opener: Opener, processes: int, terms: Terms, clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        """Fork the process that has the executors, before anything here has a thread."""
        self._terms, self._clock, self._pause = terms, clock, pause
        self.nursery = Nursery(opener, terms, processes)
        self._client: DBOSClient | None = None

    def run(self, items: Iterable[Item]) -> Iterator[Outcome]:
        """The outcomes as they come; those that the database has already come at once."""
        try:
            client = self._opened()
            waiting: dict[str, Item] = {}
            coming = iter(items)
            while chunk := list(islice(coming, _CHUNK)):
                yield from self._put(client, chunk, waiting)
            yield from self._collected(client, waiting)
        finally:
            self.close()

    def close(self) -> None:
        """Stop working here; what waits in the database is left to others, or to the next run."""
        self.nursery.close()
        if self._client is not None:
            self._client.destroy()
            self._client = None

    def _opened(self) -> DBOSClient:
        """The database, once the executors have made their tables in it; raises StoreUnavailable."""
        self._client = client = DBOSClient(
            system_database_url=self._terms.database, serializer=PlainJson(), application_name=APPLICATION, lazy=True
        )
        self.nursery.begin()
        until = self._clock() + _PATIENCE_SECONDS
        while True:
            try:
                if client.retrieve_queue(self._terms.queue) is not None:  # the last thing that is made
                    return client
                problem = ""
            except Exception as error:  # the engine hands on what its database library raises, whichever that is
                problem = f" ({type(error).__name__})"
            if self._clock() >= until:
                raise StoreUnavailable(
                    f"The database {shown_address(self._terms.database)} cannot be used{problem}. "
                    "Nothing was changed; check --database and try again."
                )
            self._pause(POLL_SECONDS)

    def _put(self, client: DBOSClient, chunk: list[Item], waiting: dict[str, Item]) -> Iterator[Outcome]:
        """Put items into the queue that are not there; give those that are done."""
        there = {one.workflow_id: one for one in client.list_workflows(workflow_ids=[item.id for item in chunk])}
        for item in chunk:
            known = there.get(item.id)
            outcome = _outcome(known, item) if known and known.status in _ENDED else None
            if outcome and outcome.standing is not Standing.ASIDE:
                yield outcome
                continue
            if outcome:
                client.delete_workflow(item.id)
            if outcome or known is None:
                client.enqueue(self._options(item), packed_item(item))
            waiting[item.id] = item

    def _options(self, item: Item) -> EnqueueOptions:
        return {
            "workflow_name": WORKFLOW,
            "queue_name": self._terms.queue,
            "workflow_id": item.id,
            "app_version": self._terms.version,
            "queue_partition_key": self._terms.tenant,
            "application_name": APPLICATION,
        }

    def _collected(self, client: DBOSClient, waiting: dict[str, Item]) -> Iterator[Outcome]:
        look_at = self._clock()
        while waiting:
            found = client.list_workflows(workflow_ids=list(waiting)[:_CHUNK], status=_ENDED, load_input=False)
            for one in found:
                yield _outcome(one, waiting.pop(one.workflow_id))
            if self._clock() >= look_at:
                look_at = self._clock() + _LOOK_SECONDS
                self._take_up_abandoned(client)
            if not found:
                self._pause(POLL_SECONDS)

    def _take_up_abandoned(self, client: DBOSClient) -> None:
        before = datetime.fromtimestamp(datetime.now(UTC).timestamp() - _ABANDONED_SECONDS, UTC)
        left = client.list_workflows(
            status="PENDING", app_version=self._terms.version, dequeued_before=before.isoformat(), load_input=False
        )
        for one in left:
            client.resume_workflow(one.workflow_id)


def _outcome(found: WorkflowStatus, item: Item) -> Outcome:
    if found.status == "SUCCESS" and isinstance(found.output, dict):
        return unpacked_outcome(found.output, item.name)
    if found.status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
        return set_aside(item, f"the process that worked on it ended {MOST_DEATHS} times")
    return set_aside(item, f"the engine gave it up ({found.status.lower()}: {found.error})")
