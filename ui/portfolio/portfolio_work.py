"""Draft one system of a portfolio: the same bytes as ``draft`` or ``import --draft`` gives of it alone."""

import gc
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from agent.assembly import Loaded
from agent.domain import Session, ThreatModel
from agent.domain.completeness import missing_in
from agent.domain.wording.names_in_sentences import joined
from agent.errors import InputError
from agent.exchange import Extent
from agent.exchange.formats import format_of, written
from agent.exchange.readers.bundles.bundle import read_bundle
from agent.exchange.readers.import_notes import noted
from agent.facilitator import Facilitator
from agent.input_validation import clean_model
from agent.portfolio import Item, Outcome, Standing, Unusable, Work
from agent.settings import Settings
from ui.dossiers import of_session
from ui.drafts import PROSE, drafted_from, drafted_text, notes_of, sorted_files
from ui.portfolio.portfolio_summaries import line_of
from ui.uploading.documents import read_document

_FIRST = "A support chatbot answers customers with a hosted language model and looks passages up in a vector store."


@dataclass(frozen=True)
class Desks:
    """Opens a desk at which systems are drafted; it keeps none of them."""

    settings: Settings
    offline: bool

    def __call__(self) -> AbstractContextManager[Work]:
        """A desk of its own for the process that asks."""
        return _desk(self)

    def warm_up(self) -> None:
        """Load everything and draft once, so that a process forked from this one begins at once; leaves no thread."""
        with _desk(self, by_rules=True) as work:
            work.drafted(_FIRST)
        gc.collect()
        gc.freeze()


class Desk:
    """Drafts one system after the other and keeps none."""

    def __init__(self, facilitator: Facilitator, offline: bool) -> None:
        self._facilitator, self._offline = facilitator, offline

    def __call__(self, item: Item) -> Outcome:
        """The two documents and the line of a system; raises Unusable where its files cannot be read."""
        try:
            session = self._session(item)
        except InputError as problem:
            raise Unusable(str(problem)) from problem
        try:
            return self._outcome(item, session)
        finally:
            self._facilitator.purge(session.id)

    def drafted(self, text: str, source: str = "") -> Session:
        """The session of one description."""
        return drafted_text(self._facilitator, self._facilitator.start(offline=self._offline), text, source)

    def _session(self, item: Item) -> Session:
        first = item.files[0]
        alone = len(item.files) == 1
        if alone and (first.name.lower().endswith(PROSE) or first.content[:1024].lstrip().startswith(b"%PDF-")):
            text = read_document(first.name, first.content).text
            if not text.strip():
                raise InputError(f"{first.name} holds no text; describe the system in a few sentences")
            return self.drafted(text, first.name)
        others, documents = sorted_files((one.path, one.name, one.content) for one in item.files)
        texts = [(one.shown, one.text) for one in documents]
        model = ThreatModel()
        if others:
            bundle = read_bundle([(one.shown, one.text) for one in others], self._facilitator.catalog)
            model = noted(clean_model(bundle.read.model).model, notes_of(bundle, others))
            texts = [*bundle.prose, *texts]
        return drafted_from(model, texts, self._offline, self._facilitator)

    def _outcome(self, item: Item, session: Session) -> Outcome:
        dossier = of_session(session, self._facilitator)
        missing = missing_in(session.model)
        return Outcome(
            id=item.id,
            name=item.name,
            standing=Standing.THIN if missing else Standing.DONE,
            reason=f"hardly anything was understood; say {joined(missing)}" if missing else "",
            native=written(format_of("json"), dossier).data,
            brief=written(format_of("md"), dossier, Extent.BRIEF).data,
            row=line_of(session.model, len(dossier.gaps)),
        )


_LOADED: dict[str, Loaded] = {}
"""What all desks of a process, and of those forked from it, have in common."""


def _loaded(settings: Settings) -> Loaded:
    name = settings.model_dump_json()
    if name not in _LOADED:
        _LOADED[name] = Loaded(settings)
    return _LOADED[name]


@contextmanager
def _desk(desks: Desks, by_rules: bool = False) -> Iterator[Desk]:
    facilitator = _loaded(desks.settings).facilitator(by_rules)
    try:
        yield Desk(facilitator, desks.offline)
    finally:
        facilitator.close()
