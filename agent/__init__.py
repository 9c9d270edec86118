"""The agent: it leads the session, thinks, drafts and keeps what was said."""
