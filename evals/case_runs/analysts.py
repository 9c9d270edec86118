"""Who is measured: the rules, the language model that the settings name, or whatever a function opens."""

from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import Field

from agent.errors import SettingsError
from evals.case_runs.transcript import digest_of
from evals.search.opening import by_sentences
from knowledge.vocabulary import Value

if TYPE_CHECKING:
    from agent.analyst.rules.analyst import RulesAnalyst
    from agent.facilitator import Facilitator
    from agent.llm.calls import ChatClient
    from agent.settings import Settings
    from evals.case_runs.case_runner import Desk
    from knowledge import Catalog
    from knowledge.search.retriever import Retriever

RULES, LLM = "rules", "llm"
_PATIENCE = {LLM: 1800.0}
"""Seconds that one case may take in one mode; an interview with a model is many calls."""
_NUMBERS = count(1)


class Subject(Value):
    """An analyst to be measured, with all that its drafts depend on beside the program and the cases."""

    name: str = Field(description="rules, llm, or MODULE:FUNCTION.")
    model: str = Field(default="", description="The language model that is asked.")
    host: str = Field(default="", description="Where it is asked.")
    terms: str = Field(default="", description="Digest of the prompts' versions and of the limits of a turn.")
    timeout: float = Field(default=120.0, description="Seconds that one case may take in one mode.")

    @property
    def asks_model(self) -> bool:
        """Whether a language model is asked."""
        return bool(self.model)

    @property
    def key(self) -> str:
        """What tells its results from those of others."""
        return " ".join([self.name, self.model, self.host, self.terms])

    @property
    def title(self) -> str:
        """What it is called in a report."""
        return f"{self.model} at {self.host}" if self.model else self.name


def subject(name: str) -> Subject:
    """Who is meant by a name; a language model must be set."""
    if name != LLM:
        return Subject(name=name, terms="semantic" if by_sentences() else "")
    from agent.prompts import tasks, version

    settings = asking_settings()
    terms = [
        [version(task) for task in tasks()],
        settings.temperature, settings.call_seconds, settings.calls_per_turn, settings.tokens_per_turn,
        settings.turn_deadline_seconds, settings.prompt_price, settings.cached_price, settings.output_price,
        settings.places, settings.reasoning_effort, settings.most_output_tokens, settings.context_tokens,
        sorted(settings.left_to_rules), *(["semantic"] if settings.semantic else []),
    ]  # fmt: skip
    host = urlsplit(settings.base_url or "").netloc
    return Subject(name=name, model=settings.model or "", host=host, terms=digest_of(terms), timeout=_PATIENCE[name])


def asking_settings() -> "Settings":
    """The settings of this installation, which must name a language model."""
    from agent.settings import load_settings

    settings = load_settings()
    if settings.asks_model:
        return settings
    if settings.offline:
        raise SettingsError(
            "offline is on, so no language model may be asked; turn THREATPARLEY_OFFLINE off to measure one"
        )
    raise SettingsError(
        "no language model is set; set THREATPARLEY_BASE_URL to the address of an OpenAI-compatible endpoint and "
        "THREATPARLEY_MODEL to the name of a model there (and THREATPARLEY_API_KEY, if it wants a key)"
    )


def desk_of(name: str) -> "Callable[[Path], Desk]":
    """What opens a desk for an analyst in a folder of its own; the libraries are loaded at once."""
    import agent.assembly
    import agent.graph.build  # noqa: F401

    if name in (RULES, LLM):
        return {RULES: _ruling, LLM: _asking}[name]
    module, _, function = name.partition(":")
    return partial(_foreign, getattr(import_module(module), function))


def rules_facilitator(folder: Path) -> "Facilitator":
    """The product's facilitator for short tasks, without a language model; workers share the index beside them."""
    from agent.assembly import assemble_once
    from agent.settings import Settings

    return assemble_once(Settings(data_dir=folder.parent, offline=True, semantic=by_sentences()))


def rules_analyst(folder: Path) -> "tuple[Facilitator, RulesAnalyst]":
    """The rules and a facilitator that leads them, for what has to be looked up in the analyst itself."""
    from agent.analyst.rules.analyst import RulesAnalyst
    from agent.assembly import compose
    from agent.settings import Settings

    catalog, retriever = _library(folder / "index")
    rules = RulesAnalyst(catalog, retriever.nearness)
    settings = Settings(data_dir=folder / "data", offline=True, database_url="", chroma_url=None)
    return compose(settings, catalog, rules, rules, lambda: retriever, checkpointed=False), rules


def _ruling(folder: Path) -> "Desk":
    from evals.case_runs.case_runner import Desk
    from evals.llm.llm_usage import Book

    return _warm(Desk(rules_facilitator(folder), Book()))


def _asking(folder: Path) -> "Desk":
    """A desk for one job that asks the model of this installation."""
    from agent.assembly import endpoint_of

    settings = asking_settings()
    return desk_asking(endpoint_of(settings).client(), settings, folder)


def desk_asking(client: "ChatClient", settings: "Settings", folder: Path) -> "Desk":
    """A desk for one job: it begins with an empty memory, so that every job costs what it would cost alone.

    ``settings`` give the limits and prices; the model is the client's.
    """
    from agent.analyst.factory import open_analyst
    from agent.analyst.rules.analyst import RulesAnalyst
    from agent.assembly import compose, terms_of
    from agent.llm.costs.budget import Prices
    from evals.case_runs.case_runner import Desk
    from evals.llm.llm_usage import Book

    own = {"data_dir": folder / f"job-{next(_NUMBERS)}", "database_url": "", "chroma_url": None}
    settings = settings.model_copy(update=own)
    catalog, retriever = _library(folder.parent / "index")
    rules = RulesAnalyst(catalog, retriever.nearness)
    analyst = open_analyst(catalog, rules, client, terms_of(settings), settings.data_dir / "model.sqlite")
    book = Book(Prices(settings.prompt_price, settings.cached_price, settings.output_price))
    analyst.after_turn = book.add
    facilitator = compose(settings, catalog, analyst, rules, lambda: retriever, checkpointed=False)
    return _warm(Desk(facilitator, book, lasting=False))


def _foreign(factory: "Callable[[Path], Facilitator]", folder: Path) -> "Desk":
    from evals.case_runs.case_runner import Desk

    return _warm(Desk(factory(folder)))


def _warm(desk: "Desk") -> "Desk":
    desk.facilitator.warm_up()
    return desk


@cache
def _library(index: Path) -> "tuple[Catalog, Retriever]":
    """The packaged catalog, the same for every analyst, and its search."""
    from evals.search.opening import open_measured
    from knowledge import load_catalog

    catalog = load_catalog()
    return catalog, open_measured(catalog, index)
