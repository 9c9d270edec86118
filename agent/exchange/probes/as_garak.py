"""Tests as a configuration of garak: which probes to run, and which threats each speaks of."""

import yaml

from agent.exchange.dossier import Dossier
from agent.exchange.interchange.losses import Export, Losses
from agent.exchange.probes.planned_tests import Plans, commented, plain, told_untested

TOOL = "garak"
PREFIX = "threatparley-"
"""How the names of reports begin; what follows is the key of the system, by which its reports are told from others."""
_HEAD = (
    "Run `garak --config FILE --target_type TYPE --target_name NAME`; for a web address, TYPE is rest and",
    "`-G rest.json` says how it is spoken to. Then: threatparley results REPORT.report.jsonl YOUR-MODEL",
)


def to_garak(dossier: Dossier) -> Export:
    """A configuration in YAML, with each threat that it does not test and the look that proves it as comments."""
    plans, losses = Plans(dossier.model, dossier.catalog), Losses(dossier.model)
    tested = plans.tested_with(TOOL)
    plans.tell_losses(losses, tested, TOOL)
    losses.squeeze("probes of threats", (one.threat.id for one in tested), "as comments, as probes name no threat")
    losses.fill("targets", (plans.system,), "none, as no model holds one; the command line names it")
    own = [one.threat.id for one in tested if one.ready]
    losses.leave_out("attempts in this system's own words of threats", own, "garak takes no texts of others")
    tool = dossier.catalog.probing_tools.get(TOOL)
    probes: dict[str, list[str]] = {}
    for one in tested:
        for name in one.plan.garak if one.plan else ():
            probes.setdefault(name, []).append(one.name)
    told = [f"Probes of garak {tool.edition if tool else ''}, with the threats of {plans.system} they test:"]
    told += [f"  {name}: {'; '.join(threats)}" for name, threats in probes.items()]
    places = [f"  {one.threat.id} at {one.where}: {plain(one.threat.statement)}" for one in tested]
    told += ["", f"The system: {plans.purpose}", *places]
    rest = told_untested(plans, tested)
    told += ["", "Not tested here, and what proves each instead:", *(f"  {one}" for one in rest)] if rest else []
    document = {
        "run": {"generations": 5, "spec": {"include": [f"probes.{name}" for name in probes]}},
        "reporting": {"report_prefix": f"{PREFIX}{plans.key}"},
    }
    looks = [f"  {one.threat.id} {look}" for one in tested for look in one.looks]
    told += ["", "What else proves those that are tested:", *looks] if looks else []
    body = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
    return Export(commented(list(_HEAD)) + body + commented(told), losses.report())
