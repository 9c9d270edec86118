"""Tests as promptfoo configurations: attempts of our own with their verdicts, or plugins for a red team."""

from typing import Any

import yaml

from agent.exchange.dossier import Dossier
from agent.exchange.interchange.losses import Export, Losses
from agent.exchange.probes.planned_tests import Planned, Plans, Ready, commented, plain, told_untested

TOOL = "promptfoo"
_TRIES = 5
_TESTS = (
    "Run: promptfoo eval -c FILE -o results.json. The tests send texts and look at answers, and ask no other model.",
    "Set TARGET_URL, and mend the target where your system speaks otherwise. Where a test says `plant`, put that in",
    "place first. Then: threatparley results results.json YOUR-MODEL",
)  # fmt: skip
_RED_TEAM = (
    "Run: promptfoo redteam run -c FILE, then: promptfoo export eval latest -o results.json. promptfoo writes the",
    "texts of these plugins with a model, its own by default, and asks for an e-mail address. Set TARGET_URL, and mend",
    "the target where your system speaks otherwise. Then: threatparley results results.json MODEL",
)


def to_promptfoo(dossier: Dossier) -> Export:
    """Tests in YAML, with each threat that they do not test and the look that proves it as comments."""
    plans, losses = Plans(dossier.model, dossier.catalog), Losses(dossier.model)
    tested = tuple(one for one in plans.every if one.ready)
    losses.leave_out(
        "plugins of threats", (one.threat.id for one in plans.tested_with(TOOL)), "promptfoo-redteam has them"
    )
    tests = [_test(one, ready, plans.key) for one in tested for ready in one.ready]
    told = [f"The system: {plans.purpose}", *(f"  {one.name}: {plain(one.threat.statement)}" for one in tested)]
    return _written(plans, losses, tested, _TESTS, {"tests": tests}, told)


def to_red_team(dossier: Dossier) -> Export:
    """Plugins in YAML, with the threats of each, and each threat that none tests, as comments."""
    plans, losses = Plans(dossier.model, dossier.catalog), Losses(dossier.model)
    tested = plans.tested_with(TOOL)
    losses.squeeze("plugins of threats", (one.threat.id for one in tested), "as comments, as plugins name no threat")
    own = [one.threat.id for one in tested if one.ready]
    losses.leave_out("attempts in this system's own words of threats", own, "promptfoo has them")
    tool = dossier.catalog.probing_tools.get(TOOL)
    told = [f"Plugins of promptfoo {tool.edition if tool else ''} by threat:"]
    for one in tested:
        told += [
            f"  {one.name}: {', '.join(one.plan.promptfoo if one.plan else ())}",
            f"    {plain(one.threat.statement)}",
        ]
    return _written(plans, losses, tested, _RED_TEAM, {"redteam": _red_team(plans, tested, dossier)}, told)


def _written(
    plans: Plans, losses: Losses, tested: tuple[Planned, ...], head: tuple[str, ...], what: dict[str, Any],
    told: list[str],
) -> Export:  # fmt: skip
    plans.tell_losses(losses, tested, TOOL)
    losses.fill("targets", (plans.system,), "an address to be set, as no model holds one")
    document: dict[str, Any] = {
        "description": f"Tests of {plans.system}, from its threat model",
        "tags": {"threatparley": plans.key},
        "prompts": ["{{prompt}}"],
        "targets": [
            {"id": "https", "label": plans.system,
             "config": {"url": "{{env.TARGET_URL}}", "method": "POST", "headers": {"Content-Type": "application/json"},
                        "body": {"prompt": "{{prompt}}"}, "transformResponse": "json.answer"}}
        ],
        **what,
    }  # fmt: skip
    looks = [f"  {one.threat.id} {look}" for one in tested for look in one.looks]
    told += ["", "What else proves those that are tested:", *looks] if looks else []
    rest = told_untested(plans, tested)
    told += ["", "Not tested here, and what proves each instead:", *(f"  {one}" for one in rest)] if rest else []
    body = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
    return Export(commented(list(head)) + body + commented(told), losses.report())


def _test(planned: Planned, ready: Ready, key: str) -> dict[str, Any]:
    told = {"system": key, "threat": planned.threat.id, "pattern": planned.pattern, "attempt": ready.id}
    if ready.plant:
        told["plant"] = ready.plant
    return {
        "description": f"{ready.id} {ready.name} ({planned.name}; at {planned.where})",
        "metadata": told | {"expected": f"It {ready.right}."},
        "vars": {"prompt": ready.send},
        "assert": [{"type": "not-regex", "value": one} for one in ready.wrong],
    }


def _red_team(plans: Plans, tested: tuple[Planned, ...], dossier: Dossier) -> dict[str, Any]:
    """Each plugin once, as severe as the worst of its threats, with the strategies that belong to them."""
    tool = dossier.catalog.probing_tools.get(TOOL)
    plugins: dict[str, dict[str, Any]] = {}
    strategies: dict[str, None] = {"basic": None}
    order = ("critical", "high", "medium", "low")
    for one in tested:
        assert one.plan is not None
        for name in one.plan.promptfoo:
            band = one.threat.rating.band.value
            before = plugins.setdefault(name, {"id": name, "numTests": _TRIES, "severity": band})
            before["severity"] = min(before["severity"], band, key=order.index)
            if tool and name in tool.settings:
                before["config"] = {key: value if isinstance(value, str) else list(value)
                                    for key, value in tool.settings[name].items()}  # fmt: skip
        strategies |= dict.fromkeys(one.plan.strategies)
    if not plugins:
        return {"purpose": plans.purpose}
    return {"purpose": plans.purpose, "plugins": list(plugins.values()), "strategies": list(strategies)}
