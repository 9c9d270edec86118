"""``threatparley show``: a model in short, for the terminal."""

import argparse
import json

from agent.coverage.control_checks import checked, states_line
from agent.domain import Certainty, Threat, ThreatModel
from agent.domain.findings.llm_advice import OWN_IDEA, done, maker, verdict
from agent.domain.findings.threat_ranking import sections
from agent.exchange.reports.harm_to_people import people_words
from knowledge.catalog import Catalog
from knowledge.publications import incidents
from ui.commands.exit_codes import Exit
from ui.commands.reporting.documents import print_brief
from ui.commands.sources import dossier_of, model_of, session_of
from ui.model_rows import model_rows

_MARKS = {Certainty.SURE: "", Certainty.ASSUMED: "  (assumed)", Certainty.SUGGESTED: "  (suggested)"}


def run(options: argparse.Namespace) -> Exit:
    """Print the system, its parts, and its threats in order; or the two pages on it; or what was understood of it."""
    if options.brief and not options.json:
        print_brief(dossier_of(options.source))
        return Exit.DONE
    if options.json:
        model, _ = model_of(options.source)
        print(json.dumps(model_rows(model), indent=2, ensure_ascii=False))
        return Exit.DONE
    if options.words:
        session, facilitator = session_of(options.source)
        print("\n".join(facilitator.back.lines(session)))
        return Exit.DONE
    model, facilitator = model_of(options.source)
    print("\n".join(lines_of(model, facilitator.catalog)))
    return Exit.DONE


def lines_of(model: ThreatModel, catalog: Catalog) -> list[str]:
    """The summary, a line each; threats stand in the sections of the page, in order."""
    lines = [model.system.name or "unnamed system", ""]
    lines += [f"  {part.id:<5} {catalog.kinds[part.kind].label:<24} {part.name}" for part in model.components]
    lines += ["", f"{len(model.threats)} threats, most important first:"]
    lines += [f"  {line}" for line in filter(None, [done(model.threats).line])]
    told = sections(model.threats, model.controls)
    for title, threats in told.named():
        lines += ["", f"{title} ({len(threats)}):"]
        lines += [line for threat in threats for line in _lines(threat, model, catalog, threats is told.main)]
    if safeguards := checked(model, catalog):
        lines += ["", f"Control checks ({states_line(safeguards)}):"]
        lines += [f"  {one.state.value:<10} {one.title}" for one in safeguards]
    records = incidents.records()
    source = f"Recorded incidents rank nothing; source: {records.source}." if records else incidents.HINT
    return [*lines, "", f"{len(model.controls)} measures, {len(model.assumptions)} assumptions", source]


def _lines(threat: Threat, model: ThreatModel, catalog: Catalog, first: bool) -> list[str]:
    """The threat; below it why it stands among the first for people, and what a language model says of it."""
    places = ", ".join(model.name_of(target) for target in threat.targets[:3])
    rating = threat.rating
    mark = f"  ({OWN_IDEA})" if threat.unvouched else _MARKS[threat.certainty]
    lines = [f"  {threat.id} {rating.total:>4} {rating.band.value:<8} {threat.title} [{places}]{mark}"]
    if first and (people := people_words(threat, catalog)):
        lines.append(f"        harm to people: {people}")
    records = incidents.records()
    if first and records is not None and (count := records.of(threat.references, catalog)):
        lines.append(f"        on record: {count.line} ({count.latest[0].url})")
    if threat.heeded is not None and threat.heeded.scenario:
        lines.append(f"        {maker(threat)} tells: {threat.heeded.scenario}")
    if threat.set_aside:
        because = f": {threat.heeded.because}" if threat.heeded and threat.heeded.because else ""
        lines.append(f"        {maker(threat)} {verdict(threat)}{because}")
    return lines
