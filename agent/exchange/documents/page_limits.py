"""How long a document in pages may become: told without loading what makes one."""

from agent.exchange.dossier import Extent

MOST_TOLD = 300
"""As many threats with all that belongs to them take some hundred pages, and a page takes its time to be set."""


def too_long(threats: int, extent: Extent) -> str:
    """Why a document of so many threats is not set in pages, and what to do instead; empty where it is made."""
    if extent is not Extent.FULL or threats <= MOST_TOLD:
        return ""
    return (
        f"a PDF or Word file of everything holds at most {MOST_TOLD} threats, and this model has {threats:,}; take "
        "everything as HTML, which a browser prints, or the report alone"
    )
