"""Take in a framework's release, or an organisation's own list, as entries of the catalog."""
