"""The deterministic analyst: facts in, verdicts, questions, scores and words out."""

from agent.analyst.rules.analyst import RulesAnalyst

__all__ = ["RulesAnalyst"]
