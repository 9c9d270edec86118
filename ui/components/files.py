"""The files a model can be exported to: what each is, what it includes, and what it is called."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from pydantic import Field

from agent.domain.alike import Alike
from agent.domain.gaps import Gap
from agent.domain.ledger import Ledger
from agent.domain.model import ThreatModel
from agent.exchange import to_csv, to_html, to_json, to_markdown
from knowledge.catalog import Catalog
from knowledge.vocabulary import Value


class FileKind(Value):
    """One format to export to."""

    name: str = Field(description="What it is called on the page.")
    ending: str = Field(description="The ending of the file's name.")
    mime: str = Field(description="Its media type.")
    includes: str = Field(description="What it includes, and what it leaves out.")


KINDS = (
    FileKind(
        name="Report (HTML)", ending="html", mime="text/html",
        includes="The whole report with the diagram, in one file without scripts, to read, print or send.",
    ),
    FileKind(
        name="Report (Markdown)", ending="md", mime="text/markdown",
        includes="The whole report as text with the diagram as Mermaid, for a repository or wiki.",
    ),
    FileKind(
        name="Threatparley file (JSON)", ending="json", mime="application/json",
        includes="Everything of the model, to open here again. The conversation and earlier versions stay behind.",
    ),
    FileKind(
        name="Threats and measures (CSV)", ending="csv", mime="text/csv",
        includes="One row per threat and measure with what was decided and by whom, for a spreadsheet or tracker. "
                 "The parts, the facts and the reasons of scores are left out.",
    ),
)  # fmt: skip


def file_name(model: ThreatModel, version: int, ending: str, today: date) -> str:
    """Such as ``harbour-2026-03-01-v12.md``; only letters, digits and dashes of the model's name are used."""
    letters = unicodedata.normalize("NFKD", model.system.name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[:60].strip("-") or "threat-model"
    return f"{slug}-{today.isoformat()}-v{version}.{ending}"


def content_of(
    kind: FileKind,
    model: ThreatModel,
    catalog: Catalog,
    ledger: Callable[[], Ledger],
    gaps: Callable[[], tuple[Gap, ...]],
    alike: Callable[[], tuple[Alike, ...]] = tuple,
) -> str:
    """The file itself; verdicts, gaps and like systems are worked out only for the formats that show them."""
    match kind.ending:
        case "html":
            return to_html(model, catalog, ledger(), gaps(), alike())
        case "md":
            return to_markdown(model, catalog, ledger(), gaps(), alike())
        case "json":
            return to_json(model, catalog)
        case _:
            return to_csv(model, catalog)
