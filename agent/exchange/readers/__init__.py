"""Files of other tools as models: one reader each, which also says what came from where and what was left behind."""
