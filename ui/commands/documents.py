"""Write a model in one of the export formats."""

from agent.domain import ThreatModel
from agent.exchange import to_csv, to_html, to_json, to_markdown, to_short_markdown
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


def rendered_short(model: ThreatModel, facilitator: Facilitator, form: str) -> str:
    """The same, with the short report where the form is md."""
    if form != "md":
        return rendered(model, facilitator, form)
    return to_short_markdown(model, facilitator.catalog, facilitator.gaps(model), "Draft with --full to read it.")
