"""Keep a run of the graph to itself: what traces or listens to such runs elsewhere in the process hears nothing of it.

The libraries beneath decide anew with each run, and each step of it, whether to send it to a tracing service: by the
environment of that moment, by switches of the process, by what the caller's own code set around it. None of that is
heard here: the environment is hardened again before each run, around each step every switch that a caller may have set
is off, and a run brings a list of listeners along that nobody can be added to.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from langchain_core.callbacks import AsyncCallbackManager, BaseCallbackHandler, BaseCallbackManager, CallbackManager
from langchain_core.runnables.config import var_child_runnable_config
from langchain_core.tracers._streaming import _StreamingCallbackHandler
from langchain_core.tracers.context import tracing_v2_callback_var
from langsmith.run_helpers import tracing_context

from agent.settings import harden

T = TypeVar("T")

_END = object()


def quiet(config: Any) -> Any:
    """The configuration of a run without anybody who listens."""
    return {**(config or {}), "callbacks": _only_streams(config, CallbackManager)}


def quiet_async(config: Any) -> Any:
    """The same for a run on an event loop."""
    return {**(config or {}), "callbacks": _only_streams(config, AsyncCallbackManager)}


def unwatched(stream: Iterator[T]) -> Iterator[T]:
    """The items of a stream, each made with every switch off; between two of them the caller's own are back."""
    harden()
    try:
        while True:
            with _switched_off():
                item = next(stream, _END)
            if item is _END:
                return
            yield cast(T, item)
    finally:
        with _switched_off():
            cast(Any, stream).close()


async def unwatched_async(stream: AsyncIterator[T]) -> AsyncIterator[T]:
    """The same for a stream on an event loop."""
    harden()
    try:
        while True:
            with _switched_off():
                item = await anext(stream, _END)
            if item is _END:
                return
            yield cast(T, item)
    finally:
        with _switched_off():
            await cast(Any, stream).aclose()


@contextmanager
def _switched_off() -> Iterator[None]:
    """No tracing, no trace that a step could become part of, and no run of the caller's that it could report to."""
    outer, tracer = var_child_runnable_config.set(None), tracing_v2_callback_var.set(None)
    try:
        with tracing_context(enabled=False, parent=False):
            yield
    finally:
        tracing_v2_callback_var.reset(tracer)
        var_child_runnable_config.reset(outer)


def _only_streams(config: Any, kind: type[BaseCallbackManager]) -> BaseCallbackManager:
    """A manager that knows only those who stream the run to its own caller, such as a server to its client."""
    given = (config or {}).get("callbacks") or []
    handlers = given if isinstance(given, list) else given.inheritable_handlers
    streaming = [one for one in handlers if _StreamingCallbackHandler in type(one).__mro__]
    return kind(handlers=_Closed(streaming), inheritable_handlers=_Closed(streaming))


class _Closed(list[BaseCallbackHandler]):
    """Handlers that none is added to; the library would add those that anybody has registered for all runs."""

    def append(self, _: BaseCallbackHandler) -> None:
        """Leave it out."""

    def __bool__(self) -> bool:
        """Always, as an empty list would be exchanged for an open one."""
        return True

    def copy(self) -> "_Closed":
        """As closed as this one."""
        return _Closed(self)
