"""The conversation about a model: its turns, its questions, its members and how long it is kept."""
