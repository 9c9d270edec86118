"""The conversation: messages, the question that waits, offers, and how far a turn and the interview are."""
