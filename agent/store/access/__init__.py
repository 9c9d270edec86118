"""Who may do what with a session, what PostgreSQL keeps apart, and the record of who did what."""
