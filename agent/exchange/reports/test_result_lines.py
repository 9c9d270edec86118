"""What tests of a threat came to, in lines for documents and tables."""

from agent.domain.findings.trials import Trial
from agent.domain.threats import Threat


def trial_lines(threat: Threat) -> tuple[str, ...]:
    """A line for each trial, the newest first, with what was tried."""
    return tuple(_line(one) for one in reversed(threat.trials))


def _line(trial: Trial) -> str:
    tried = f"; tried: {', '.join(trial.tried)}" if trial.tried else ""
    return f"{trial.words}{tried}"
