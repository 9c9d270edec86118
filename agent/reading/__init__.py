"""What the owner's words say: claims about facts, parts, flows and people; knows nothing of verdicts."""
