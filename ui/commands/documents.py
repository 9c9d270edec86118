"""Write a model in one of the export formats."""

from agent.domain import ThreatModel
from agent.exchange import to_csv, to_html, to_json, to_markdown
from agent.facilitator import Facilitator


def rendered(model: ThreatModel, facilitator: Facilitator, form: str) -> str:
    """The model as md, html, json or csv."""
    catalog = facilitator.catalog
    if form == "json":
        return to_json(model, catalog)
    if form == "csv":
        return to_csv(model, catalog)
    write = to_html if form == "html" else to_markdown
    return write(model, catalog, facilitator.ledger(model), facilitator.gaps(model), facilitator.alike(model))
