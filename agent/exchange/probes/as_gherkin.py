"""Tests as Gherkin features: what is sent and what must not come back, and looks that people make by hand."""

from collections.abc import Iterator

from agent.exchange.dossier import Dossier
from agent.exchange.interchange.losses import Export, Losses
from agent.exchange.probes.planned_tests import Planned, Plans, Ready, plain


def to_gherkin(dossier: Dossier) -> Export:
    """One feature with a rule for each threat, tagged by its ids; looks by hand are tagged as such."""
    plans, losses = Plans(dossier.model, dossier.catalog), Losses(dossier.model)
    tested = tuple(one for one in plans.every if one.ready)
    plans.tell_losses(losses, tested, "attempts of our own")
    probed = [one.threat.id for one in plans.every if one.plan and (one.plan.garak or one.plan.promptfoo)]
    losses.leave_out("probes of tools of threats", probed)
    lines = [
        f"@system-{plans.key}",
        f"Feature: {plans.system} withstands the threats of its threat model",
        f"  {_safe(plans.purpose)}",
    ]
    for one in plans.every:
        lines += ["", *_rule(one)]
    return Export("\n".join(lines) + "\n", losses.report())


def _rule(planned: Planned) -> Iterator[str]:
    threat = planned.threat
    yield f"  @{threat.id}" + (f" @{planned.pattern}" if planned.pattern else "") + f" @{threat.rating.band.value}"
    yield f"  Rule: {planned.name}"
    yield f"    {_safe(plain(threat.statement))}"
    for ready in planned.ready:
        yield from ("", *_scenario(planned, ready))
    for number, look in enumerate(planned.looks, start=1):
        yield from (
            "",
            f"    @by-hand @{threat.id}-look-{number}",
            f"    Scenario: A look at {planned.where}, {number}",
        )
        yield f"      Given {_safe(planned.where)} as it runs today"
        yield f"      When a person does this: {_safe(look)}"
        yield f"      Then it holds that {_safe(planned.name)} does not happen"
    if not planned.ready and not planned.looks:
        yield from ("", "    @by-hand", f"    Scenario: A look at {planned.where} that a person has to choose")
        yield "      Given no look is written down for it"


def _scenario(planned: Planned, ready: Ready) -> Iterator[str]:
    yield f"    @{ready.id}"
    yield f"    Scenario: {ready.id} {ready.name}"
    yield f"      Given {_safe(planned.where)} as it runs today"
    if ready.plant:
        yield f"      And this was done before: {_safe(ready.plant)}"
    yield "      When this is sent"
    yield '        """'
    yield from (f"        {line}" for line in ready.send.replace('"""', "'''").split("\n"))
    yield '        """'
    yield f"      Then it {ready.right}"
    for one in ready.wrong:
        yield f"      And no answer matches the expression: {one}"


def _safe(text: str) -> str:
    """A text that begins no step, table, tag or comment of its own where a line begins with it."""
    return f"“{text}”" if text[:1] in "@#|\"'*" or text.split(" ")[0].rstrip(":") in _WORDS else text


_WORDS = frozenset(
    {"Feature", "Rule", "Background", "Scenario", "Example", "Examples", "Scenarios", "Given", "When", "Then", "And",
     "But"}
)  # fmt: skip
