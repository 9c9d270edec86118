"""The search that is measured: by the table of words, or by the sentence model where the settings ask for it."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from agent.errors import InputError

if TYPE_CHECKING:
    from knowledge.catalog import Catalog
    from knowledge.search.retriever import Retriever


def by_sentences() -> bool:
    """Whether the settings of this installation ask for the sentence model."""
    from agent.settings import load_settings

    return load_settings().semantic


def open_measured(
    catalog: "Catalog", folder: Path | None, store: Literal["chroma", "memory"] = "memory"
) -> "Retriever":
    """The retriever that is measured; raises InputError where the model that is asked for cannot be used."""
    from agent.settings import load_settings
    from knowledge.search.retriever import open_retriever

    settings = load_settings()
    kept = settings.data_dir / "index" if settings.semantic and folder is None else folder
    retriever = open_retriever(catalog, kept, store=store, semantic=settings.semantic)
    if retriever.lacking:
        raise InputError(f"the sentence model cannot be measured: {retriever.lacking}; or switch semantic off")
    return retriever
