"""What judging needs of the knowledge base: a search for techniques, and an embedder."""

from dataclasses import dataclass
from pathlib import Path

from evals.search.opening import open_measured
from evals.search.retrieval import techniques
from knowledge import Catalog, load_catalog
from knowledge.search.embedding import Embedder, StaticEmbedder
from knowledge.search.retriever import Retriever


@dataclass(frozen=True)
class Shelf:
    """Opened once per run."""

    catalog: Catalog
    retriever: Retriever
    embedder: Embedder
    """Compares the wordings of drafts; the same whatever is measured."""

    def search(self, text: str) -> tuple[str, ...]:
        """The ATLAS techniques nearest to a text, best first."""
        return techniques(self.retriever, text)


def open_shelf(folder: Path | None = None) -> Shelf:
    """The packaged knowledge base; its index is left in the folder for whoever comes next."""
    catalog = load_catalog()
    return Shelf(catalog, open_measured(catalog, folder), StaticEmbedder())
