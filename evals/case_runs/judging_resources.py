"""What judging needs of the knowledge base: a search for techniques, and an embedder."""

from dataclasses import dataclass
from pathlib import Path

from evals.search.retrieval import techniques
from knowledge import Catalog, load_catalog
from knowledge.embedding import Embedder, StaticEmbedder
from knowledge.retriever import Retriever, open_retriever


@dataclass(frozen=True)
class Shelf:
    """Opened once per run."""

    catalog: Catalog
    retriever: Retriever
    embedder: Embedder

    def search(self, text: str) -> tuple[str, ...]:
        """The ATLAS techniques nearest to a text, best first."""
        return techniques(self.retriever, text)


def open_shelf(folder: Path | None = None) -> Shelf:
    """The packaged knowledge base; its index is left in the folder for whoever comes next."""
    catalog, embedder = load_catalog(), StaticEmbedder()
    return Shelf(catalog, open_retriever(catalog, folder, store="memory", embedder=embedder), embedder)
