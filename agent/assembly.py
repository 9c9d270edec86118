"""Put the parts together as the settings say; the only place that knows concrete classes."""

import gc
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from agent.domain.sessions.principal import SYSTEM
from agent.domain.sessions.session import Said
from agent.domain.versions.superseded_patterns import carried_over
from agent.facilitator import Facilitator
from agent.fairness import Allowance, Allowances, Used
from agent.graph.accounting_run import Accounted
from agent.graph.search import WITHOUT_MODEL, Searching, retriever_of, trouble_in_words
from agent.settings import Settings
from agent.settings.addresses import is_loopback
from agent.store.passing import PassingStore
from agent.turn_assembly import Search, parts_of_worker, worker_over
from agent.watch import remember, remembered
from knowledge.owners_words import let_words_go

if TYPE_CHECKING:
    from agent.analyst.base import Analyst, Assessor
    from agent.analyst.factory import Endpoint
    from agent.analyst.rules.analyst import RulesAnalyst
    from agent.analyst.rules.ranking.ordering import Comparison
    from agent.graph.search import Search as Finding
    from agent.llm.gateway import Terms
    from agent.maintenance import Upkeep
    from agent.store import SessionStore
    from agent.worker import TurnWorker
    from knowledge.catalog import Catalog


_COLLECTED_AFTER = (5_000, 10, 20)
"""After how many new objects the youngest are looked through, and the elder after how many such looks."""
PARSED = "parsed.json"
"""The file of the data folder in which parsed tables of knowledge are kept between two starts."""


def _now() -> datetime:
    return datetime.now(UTC)


def assemble(settings: Settings, processes: int = 0) -> Facilitator:
    """A facilitator over the catalog, with what the user has taken into it, ready to hear.

    With ``processes`` so many others work on turns; where none is, threads of this one do.
    Raises CatalogError where the catalog or what was taken in is faulty, StoreUnavailable where no database answers.
    """
    from knowledge.catalog import load_catalog
    from knowledge.loading.parsing import keep_parsed_in

    keep_parsed_in(settings.data_dir / PARSED)
    catalog = load_catalog(overlay=settings.own_catalog)

    def retriever() -> "Finding":
        opened = retriever_of(settings, catalog)
        settle_memory()
        return opened

    searching = Searching(retriever, server=bool(settings.chroma_url))
    analyst, assessor = analysts(settings, catalog, searching.nearness)
    remember(catalog, settings.data_dir)
    people = settings.knows_people
    return compose(settings, catalog, analyst, assessor, searching, membership=people, processes=processes)


def assemble_once(settings: Settings) -> Facilitator:
    """A facilitator for one short task: nothing is kept after this process but how many tokens it used."""
    return Loaded(settings).facilitator()


class Loaded:
    """The catalog, the rules and the search, loaded once for any number of facilitators that keep nothing.

    Nothing here has a thread or an open database, so a process may be forked once it stands.
    """

    def __init__(self, settings: Settings) -> None:
        from knowledge.catalog import load_catalog
        from knowledge.loading.parsing import keep_parsed_in

        keep_parsed_in(settings.data_dir / PARSED)
        self._settings = settings
        self.catalog = catalog = load_catalog(overlay=settings.own_catalog)
        self._searching = Searching(lambda: retriever_of(settings, catalog, "memory"))

    @cached_property
    def _rules(self) -> "RulesAnalyst":
        from agent.analyst.rules.analyst import RulesAnalyst

        return RulesAnalyst(self.catalog, self._searching.nearness)

    def facilitator(self, by_rules: bool = False) -> Facilitator:
        """A facilitator that keeps its sessions in memory; ``by_rules`` alone, or as the settings say."""
        if by_rules or not self._settings.asks_model:
            analyst, assessor = cast("tuple[Analyst, Assessor]", (self._rules, self._rules))
        else:
            analyst, assessor = analysts(self._settings, self.catalog, texts=False, rules=self._rules)
        passing = self._settings.model_copy(update={"database_url": "", "chroma_url": None})
        store = cast("SessionStore", PassingStore())  # it does what one conversation asks of the other
        return compose(passing, self.catalog, analyst, assessor, self._searching, checkpointed=False, store=store)

    def practise(self, text: str) -> None:
        """Draft a text by the rules and forget it, so that all is loaded and worked out that any draft needs.

        With a sentence model only what is sure to begin no thread is loaded.
        """
        import_module("agent.graph.build")
        if self._settings.asks_model:
            import_module("agent.analyst.factory")
        if self._settings.semantic:
            return
        facilitator = self.facilitator(by_rules=True)
        facilitator.hear(facilitator.start().id, Said(text=text, key="practice"))
        facilitator.close()
        let_words_go()

    def turn_worker(self, made: "Callable[..., TurnWorker]", trouble: Callable[[], str]) -> "TurnWorker":
        """What works on turns of the settings' own store, for a process that does nothing else."""
        settings, catalog = self._settings, self.catalog
        analyst, _ = analysts(settings, catalog, rules=self._rules)
        store, search = _kept_in(settings, catalog), Search(self._searching.opened, trouble)
        parts = (settings, catalog, analyst, search, store, _now, True, settings.knows_people)
        return made(*parts_of_worker(*parts))


def upkeep(settings: Settings) -> "Upkeep":
    """What whoever keeps this installation does with its store as a whole."""
    from agent.maintenance import Upkeep
    from agent.store import Database

    def purge(sessions: tuple[str, ...]) -> None:
        if sessions:
            facilitator = assemble(settings).as_(SYSTEM)
            facilitator.purge(*sessions)
            facilitator.close()

    return Upkeep(Database(settings.store_url), purge)


def analysts(
    settings: Settings,
    catalog: "Catalog",
    compare: "Comparison | None" = None,
    texts: bool = True,
    rules: "RulesAnalyst | None" = None,
) -> "tuple[Analyst, Assessor]":
    """Who thinks and who assesses: the rules alone, or a language model before them where one is set.

    ``compare`` tells how near sentences are to what is known. Without ``texts`` only the counts of a model's
    calls outlive this process, not its answers.
    """
    from agent.analyst.rules.analyst import RulesAnalyst

    rules = rules or RulesAnalyst(catalog, compare)
    if not settings.asks_model:
        return rules, rules
    from agent.analyst.factory import open_analyst

    memory = settings.data_dir / "model.sqlite"
    return open_analyst(catalog, rules, endpoint_of(settings).client(), terms_of(settings), memory, texts), rules


def examine_endpoint(settings: Settings) -> tuple[tuple[str, bool, str], ...]:
    """Try the endpoint that is set: what was looked at, whether it is well, and what was found."""
    from agent.llm.endpoint.diagnosis import diagnose
    from agent.llm.endpoint.model_trial import tried

    if not settings.asks_model:
        why = "offline is on" if settings.offline else "no model is set; set model and base_url"
        return (("endpoint", False, f"not asked: {why}"),)
    client = endpoint_of(settings).client()
    findings = diagnose(client)
    if not findings[0][1]:
        return findings
    here = is_loopback(urlsplit(settings.base_url or "").hostname or "")
    return (*findings, *tried(client, terms_of(settings), settings.reasoning_effort or "", here))


def examine_search(settings: Settings) -> tuple[str, bool, str]:
    """Open the search index as a turn would: whether it is well, and what it is or what is wrong with it."""
    from knowledge.catalog import load_catalog

    retriever = retriever_of(settings, load_catalog(overlay=settings.own_catalog))
    server = bool(settings.chroma_url)
    if retriever.degraded:
        return "search", False, f"{trouble_in_words(server, told=False)} The cause: {retriever.degraded}"
    if retriever.lacking:
        return "search", False, f"{WITHOUT_MODEL} The cause: {retriever.lacking}."
    place = "on the Chroma server" if server else "in the data folder"
    how = ", compared by the sentence model" if settings.semantic else ""
    return "search", True, f"{retriever.size:,} passages indexed {place}{how}"


def endpoint_of(settings: Settings) -> "Endpoint":
    """Where the language model that is set is reached."""
    from agent.analyst.factory import Endpoint

    key = settings.api_key.get_secret_value() if settings.api_key else ""
    return Endpoint(settings.base_url or "", settings.model or "", key, settings.temperature, settings.reasoning_effort)


def terms_of(settings: Settings) -> "Terms":
    """On which terms a model is asked."""
    from agent.llm.costs.budget import Limits as Spending
    from agent.llm.costs.budget import Prices
    from agent.llm.gateway import Terms

    return Terms(
        limits=Spending(
            settings.calls_per_turn, settings.tokens_per_turn, settings.tokens_per_session, settings.tokens_per_day
        ),
        prices=Prices(settings.prompt_price, settings.cached_price, settings.output_price),
        deadline_seconds=settings.turn_deadline_seconds,
        call_seconds=settings.call_seconds,
        calls_at_once=settings.places,
        context_tokens=settings.context_tokens,
        most_output_tokens=settings.most_output_tokens,
        by_rules=settings.left_to_rules,
    )


def compose(
    settings: Settings,
    catalog: "Catalog",
    analyst: "Analyst",
    assessor: "Assessor",
    retriever: "Searching | Callable[[], Finding]",
    clock: Callable[[], datetime] = _now,
    checkpointed: bool = True,
    membership: bool = False,
    store: "SessionStore | None" = None,
    processes: int = 0,
) -> Facilitator:
    """A facilitator over given collaborators, as the door of this machine's owner; the first turn opens the retriever.

    With ``membership`` each model is open to its members only, and ``as_`` gives each person a door of their own.
    Without a ``store`` sessions are kept in the database of the settings. With ``processes`` these work on turns, with
    an analyst of the same settings; else threads of this one do.
    """
    store = store or _kept_in(settings, catalog)
    searching = retriever if isinstance(retriever, Searching) else Searching(retriever, bool(settings.chroma_url))
    search = Search(searching.opened, lambda: searching.trouble)
    parts = parts_of_worker(settings, catalog, analyst, search, store, clock, checkpointed, membership)
    worker = worker_over(parts, settings, catalog, search, processes)
    known = settings.data_dir
    facilitator = Facilitator(
        catalog, analyst, assessor, store, worker, clock, lambda: searching.trouble, lambda one: remembered(one, known),
        membership=membership,
    )  # fmt: skip
    facilitator.allowances, facilitator.asks_model = allowances_of(settings, store, analyst, clock), settings.asks_model
    facilitator.retention = settings.retention
    facilitator.pulse, facilitator.allowances.refused = worker.pulse, worker.pulse.refused
    return facilitator


def _kept_in(settings: Settings, catalog: "Catalog") -> "SessionStore":
    """Sessions in the database of the settings; models of an earlier catalog are brought up to the present one."""
    from agent.store import Database, SessionStore

    return SessionStore(Database(settings.store_url), lambda model: carried_over(model, catalog.heirs))


def allowances_of(
    settings: Settings, store: "SessionStore", analyst: "Analyst", clock: Callable[[], datetime]
) -> Allowances:
    """What one person may ask for; tokens of a shared model count for whoever began it."""

    def tokens(person: str) -> int:
        spent = analyst.spent_today() if isinstance(analyst, Accounted) else {}
        return sum(spent.get(session, 0) for session in store.begun_by(person)) if spent else 0

    most = Allowance(
        settings.turns_per_minute, settings.sessions_per_person, settings.megabytes_per_person,
        settings.tokens_per_person_per_day,
    )  # fmt: skip
    return Allowances(most, lambda person: Used(*store.held_by(person)), tokens, lambda: clock().timestamp())


def settle_memory() -> None:
    """Take what stays loaded out of later garbage collections, which would stop a turn for a third of a second.

    They also come less often than usual: they took a sixth of a turn's time, and find next to nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AFTER)
