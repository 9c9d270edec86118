"""What a language model says of one threat, as it stands in a report: told apart from the catalog's own words."""

from agent.domain.findings.llm_advice import A_MODEL, OWN_IDEA, is_models_own, maker, verdict
from agent.domain.threats import Threat
from agent.exchange.documents.document import Block, Inline, Paragraph, Strong

UNCOUNTED = "Nobody has confirmed it, so it counts in no figure of risk."


def told_blocks(threat: Threat) -> tuple[Block, ...]:
    """What can go wrong: a model's scenario first where there is one, and the statement in full in every case."""
    if threat.heeded is None or not threat.heeded.scenario:
        return (Paragraph(threat.statement),)
    scenario = (Strong(f"How it would happen here, told by {maker(threat)}: "), threat.heeded.scenario)
    if threat.heeded.scenario == threat.statement:  # an idea of the model's own has no other words
        return (Paragraph(scenario),)
    return (Paragraph(scenario), Paragraph((Strong(f"{whose(threat)}: "), threat.statement)))


def advice_blocks(threat: Threat) -> tuple[Block, ...]:
    """Whose idea it is where no catalog entry covers it, what a model says of it and why, and where people put it."""
    found: list[Block] = []
    if is_models_own(threat):
        after = UNCOUNTED if threat.unvouched else "A person has put their hand to it."
        found.append(Paragraph((Strong(f"{OWN_IDEA[0].upper()}{OWN_IDEA[1:]}"), f" ({maker(threat)}). {after}")))
    if line := _advice(threat):
        found.append(Paragraph(line))
    if threat.placed is not None:
        found.append(Paragraph((Strong("Place: "), f"set to {threat.placed} by hand.")))
    return tuple(found)


def advice_cells(threat: Threat) -> tuple[str, str, str, str]:
    """For a table: the scenario, who told it, what a model says, and the owner's words that it names."""
    advice = threat.advice
    own = OWN_IDEA if threat.unvouched else f"{OWN_IDEA}, confirmed" if is_models_own(threat) else ""
    if advice is None:
        return "", A_MODEL if own else "", own, ""
    says = ": ".join(filter(None, (verdict(threat), advice.because)))
    says = f"taken back: {says}" if advice.dropped else says
    scenario = "" if advice.dropped else advice.scenario
    return scenario, maker(threat), "; ".join(filter(None, (own, says))), advice.words


def whose(threat: Threat) -> str:
    """Whose words the statement is in."""
    if is_models_own(threat) and not threat.reworded:
        return "As the language model states it"
    return "In the catalog's words" if threat.pattern and not threat.reworded else "In a person's words"


def _advice(threat: Threat) -> tuple[Inline, ...]:
    advice = threat.advice
    if advice is None:
        return ()
    if advice.dropped:
        return (Strong("Taken back by a person: "), f"what {maker(threat)} said of it.")
    says = ": ".join(filter(None, (verdict(threat), advice.because)))
    if not says and not advice.words:
        return ()
    but = " A person decided otherwise, so it is listed." if advice.set_aside and not threat.set_aside else ""
    words = f" It names these words: “{advice.words}”." if advice.words else ""
    return (Strong(f"What {maker(threat)} says: "), f"{says or 'nothing of its place'}.{words}{but}")
