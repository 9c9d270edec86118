"""What a model's answer must pass before it counts: quotes, polarity, wording, and no harm to a draft."""
