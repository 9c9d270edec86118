"""The environment that sends the product to an endpoint of ours, and has it wait as long as its settings allow."""

MOST_SECONDS_OF_A_CALL = 600
MOST_SECONDS_OF_A_TURN = 3600


def settings_for(url: str, model: str, call_seconds: float = MOST_SECONDS_OF_A_CALL) -> tuple[str, ...]:
    """Lines of NAME=VALUE; what is longer than the product allows is cut."""
    return (
        f"THREATPARLEY_BASE_URL={url}",
        f"THREATPARLEY_MODEL={model}",
        f"THREATPARLEY_CALL_SECONDS={min(MOST_SECONDS_OF_A_CALL, max(1, round(call_seconds)))}",
        f"THREATPARLEY_TURN_DEADLINE_SECONDS={MOST_SECONDS_OF_A_TURN}",
    )
