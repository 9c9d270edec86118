"""How a language model is reached: calls, structured answers, streams, retries, budgets, and what they cost."""
