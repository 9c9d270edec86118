"""The native file, the table and the diagrams, each with what it has no room for."""

from agent.exchange.as_csv import to_csv
from agent.exchange.as_json import to_json
from agent.exchange.diagrams.as_dot import to_dot
from agent.exchange.diagrams.as_mermaid import to_mermaid
from agent.exchange.dossier import Dossier
from agent.exchange.interchange.losses import Export, Loss, Losses
from agent.exchange.interchange.words import placed

_DRAWN = ("parts", "actors", "flows", "boundaries")
_LISTED = ("parts", "evidence", "threats", "overrides", "decisions", "notes", "advice", "measures", "checks", "plan",
           "trials")  # fmt: skip
_SHOWN = 60


def json(dossier: Dossier) -> Export:
    """The native file, which holds all of a model and the words that it quotes."""
    return Export(to_json(dossier.model, dossier.catalog, dossier.record))


def csv(dossier: Dossier) -> Export:
    """The table of threats and measures."""
    losses = Losses(dossier.model)
    losses.drop_all_but(*_LISTED)
    named = {target for one in dossier.model.threats for target in one.targets}
    parts = dossier.model.components
    losses.leave_out("parts without a threat", (dossier.model.name_of(one.id) for one in parts if one.id not in named))
    losses.leave_out("kinds and places of parts", (dossier.model.name_of(one.id) for one in parts))
    return Export(to_csv(dossier.model, dossier.catalog), losses.report())


def dot(dossier: Dossier) -> Export:
    """The diagram for Graphviz."""
    return Export(to_dot(dossier.model, dossier.catalog), _drawn(dossier))


def mermaid(dossier: Dossier) -> Export:
    """The diagram for Mermaid."""
    return Export(to_mermaid(dossier.model, dossier.catalog), _drawn(dossier))


def _drawn(dossier: Dossier) -> tuple[Loss, ...]:
    model = dossier.model
    losses = Losses(model)
    losses.drop_all_but(*_DRAWN)
    names = [*(one.name for one in placed(model)), *(one.name for one in model.boundaries)]
    losses.squeeze("long names", (name for name in names if len(name) > _SHOWN), f"cut to {_SHOWN} letters")
    return losses.report()
