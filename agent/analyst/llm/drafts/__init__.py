"""A model's part in a draft: order, scenarios, threats of its own, and measures made concrete."""
