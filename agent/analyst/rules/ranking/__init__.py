"""The order of threats, and why each stands where it stands."""
