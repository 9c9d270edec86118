"""The environment that sends the product to an endpoint of ours, and has it wait as long as its settings allow."""

MOST_SECONDS_OF_A_TURN = 3600


def settings_for(url: str, model: str, **more: object) -> tuple[str, ...]:
    """Lines of NAME=VALUE; ``more`` are further settings by their names."""
    given = {"base_url": url, "model": model, "turn_deadline_seconds": MOST_SECONDS_OF_A_TURN, **more}
    return tuple(f"THREATPARLEY_{name.upper()}={value}" for name, value in given.items())
