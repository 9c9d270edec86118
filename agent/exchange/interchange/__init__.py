"""Models as files of other tools: one writer each, which also says what the format has no room for."""
