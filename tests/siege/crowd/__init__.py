"""A crowd of scripted people at the front door of a real team: a page each, a sign-in each, and what they did kept."""
