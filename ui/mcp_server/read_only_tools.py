"""The tools that look and change no model: list, explain, check, export, search knowledge, and the ledger."""

from typing import Annotated, Any, Literal

from pydantic import Field

from agent.atomic_write import write_bytes
from agent.coverage import CAPTION, counted, standings
from agent.coverage.evidence import evidence, requirements
from agent.errors import InputError
from agent.exchange import Extent
from agent.exchange.formats import WRITTEN, FileFormat, written
from ui.catalog_entries import explained, fact_rows, found, framework_of
from ui.mcp_server.checking import checked_model
from ui.mcp_server.current_model import ModelAtHand
from ui.mcp_server.results import MOST_ROWS, page, part
from ui.mcp_server.tools import answered
from ui.model_rows import (
    assumption_rows,
    fact_rows_of,
    gap_rows,
    measure_rows,
    part_rows,
    session_rows,
    summary_row,
    threat_rows,
)

Cursor = Annotated[str, Field(description="next_cursor of the answer before; empty: from the beginning.")]
Most = Annotated[int, Field(ge=1, le=MOST_ROWS, description="How many rows at most.")]
_MOST_LOSSES = 20


class LookingTools:
    """Reads the open model and the catalog; each answer is bounded, and goes on where a cursor is sent back."""

    def __init__(self, at_hand: ModelAtHand) -> None:
        self.at_hand = at_hand

    @answered
    def list_rows(
        self,
        what: Annotated[
            Literal["summary", "threats", "measures", "parts", "facts", "assumptions", "gaps", "models", "formats",
                    "known_facts"],
            Field(description="models: those kept here; known_facts: what the catalog can know of any system."),
        ] = "threats",
        containing: Annotated[str, Field(max_length=200, description="Only rows in which these words stand.")] = "",
        cursor: Cursor = "",
        limit: Most = 20,
    ) -> dict[str, Any]:  # fmt: skip
        """List something of the open model: threats come in the order that they matter, with ids for explain."""
        rows = self._rows(what)
        wanted = containing.casefold()
        kept = [row for row in rows if not wanted or wanted in " ".join(map(str, row.values())).casefold()]
        return {"what": what, **page(kept, cursor, limit)}

    @answered
    def explain(
        self,
        id: Annotated[str, Field(max_length=200, description="T-007, M-3, or an entry such as AML.T0051.")],
        cursor: Cursor = "",
    ) -> dict[str, Any]:
        """Say why a threat is here, what a measure does, or what an entry of the knowledge base is."""
        if id.upper().startswith(("T-", "M-")):
            text = self.at_hand.facilitator.explain(self.at_hand.session.model, id.upper())
        else:
            text = "\n".join(explained(id, self.at_hand.kept.catalog))
        return {"id": id, **part(text, cursor)}

    @answered
    def check(
        self,
        fail_on: Annotated[
            Literal["critical", "high", "medium", "low", "none"],
            Field(description="The open risk from which on the check fails."),
        ] = "high",
    ) -> dict[str, Any]:
        """Check the open model without a language model: proof, open risks, drift of files, and what is overdue."""
        at_hand = self.at_hand
        return checked_model(at_hand.session, at_hand.facilitator, fail_on, at_hand.root.folder, at_hand.source)

    @answered
    def export(
        self,
        format: Annotated[str, Field(description="Such as md, json or sarif; list what=formats names all.")] = "md",
        length: Annotated[Literal["brief", "report", "full"], Field(description="For documents.")] = "report",
        path: Annotated[str, Field(description="Write it to this file in the root folder; empty: answer it.")] = "",
        overwrite: Annotated[bool, Field(description="Replace the file that is there.")] = False,
        closed: Annotated[bool, Field(description="Also what is settled, in lists of what is open.")] = False,
        cursor: Cursor = "",
    ) -> dict[str, Any]:
        """Write the open model as a document or for another tool, and say what that does not hold of it."""
        form = _format(format)
        if path:
            self.at_hand.check_writable()
            target = self.at_hand.root.inside(path)
        elif form.binary:
            raise InputError(f"{form.name} is no text; name a file with path")
        self.at_hand.exported(form.id)
        made = written(form, self.at_hand.dossier(), Extent(length), closed)
        losses = [loss.line for loss in made.losses]
        lost = {"not_held": losses[:_MOST_LOSSES], "more_not_held": max(0, len(losses) - _MOST_LOSSES)}
        if path:
            write_bytes(target, made.data, overwrite, instead="give another path, or overwrite=true for a file")
            return {"path": self.at_hand.root.shown(target), "bytes": len(made.data), **lost}
        return {"format": form.id, **part(made.data.decode("utf-8-sig"), cursor), **lost}

    @answered
    def search_knowledge(
        self,
        query: Annotated[str, Field(min_length=1, max_length=2_000, description="A worry, a description, or ids.")],
        framework: Annotated[str, Field(description="Only what stands behind one, such as atlas or owasp_llm.")] = "",
        what: Annotated[
            Literal["threats", "measures", "items"], Field(description="items: of the frameworks themselves.")
        ] = "threats",
        limit: Most = 10,
    ) -> dict[str, Any]:
        """Search threats, measures and framework items by meaning and words; explain tells more of each."""
        rows = found(query, self.at_hand.kept.catalog, self.at_hand.retriever, framework, what, limit)
        return page(rows, "", limit)

    @answered
    def ledger(
        self,
        framework: Annotated[str, Field(description="One, item by item, such as atlas; empty: all in numbers.")] = "",
        place: Annotated[
            Literal["any", "applies", "open", "ruled_out", "not_the_owners"], Field(description="Only such items.")
        ] = "any",
        cursor: Cursor = "",
        limit: Most = 20,
    ) -> dict[str, Any]:
        """Say where every item of the frameworks stands for the open model, and because of what."""
        at_hand, model = self.at_hand, self.at_hand.session.model
        catalog = at_hand.kept.catalog
        if framework and framework_of(framework, catalog) in requirements(catalog):
            rows = [row.model_dump(mode="json") for row in evidence(model, catalog, framework_of(framework, catalog))]
            return {"caption": CAPTION, **page(rows, cursor, limit)}
        chosen = (framework_of(framework, catalog),) if framework else catalog.of_threats
        every = standings(model, catalog, at_hand.facilitator.ledger(model), chosen)
        if not framework:
            rows = [
                {"framework": one.value, "edition": catalog.manifest_of(one).edition,
                 **{place.value: number for place, number in counted(
                     [standing for standing in every if standing.framework is one]).items()}}
                for one in chosen
            ]  # fmt: skip
            return {"caption": CAPTION, **page(rows, cursor, limit)}
        rows = [
            {"id": one.id, "name": one.name, "place": one.place.value, "threats": [*one.threats], "reason": one.reason}
            for one in every
            if place in ("any", one.place.value)
        ]
        return {"caption": CAPTION, **page(rows, cursor, limit)}

    def _rows(self, what: str) -> list[dict[str, Any]]:
        at_hand = self.at_hand
        if what == "models":
            if at_hand.leave.only:
                raise InputError(f"this server works on {at_hand.leave.only} alone, and lists no other models")
            return session_rows(at_hand.kept.sessions(limit=1_000))
        if what == "formats":
            return [{"id": one.id, "name": one.name, "holds": one.includes} for one in WRITTEN]
        if what == "known_facts":
            return [*fact_rows(at_hand.kept.catalog)]
        model = at_hand.session.model
        if what == "gaps":
            return gap_rows(at_hand.facilitator.gaps(model))
        return [summary_row(model)] if what == "summary" else _OF_MODEL[what](model)


_OF_MODEL = {
    "threats": threat_rows,
    "measures": measure_rows,
    "parts": part_rows,
    "facts": fact_rows_of,
    "assumptions": assumption_rows,
}


def _format(name: str) -> FileFormat:
    found = next((one for one in WRITTEN if one.id == name), None)
    if found is None:
        raise InputError(f"there is no format {name!r}; choose one of {', '.join(one.id for one in WRITTEN)}")
    return found
