"""What a model answers, made well-formed: shapes, JSON, streams."""
