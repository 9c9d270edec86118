"""Take in a framework's release, or an organisation's own list, as entries of the catalog."""

from knowledge.importers.installation import Report, take_in
from knowledge.importers.trees import Note, Unreadable

__all__ = ["Note", "Report", "Unreadable", "take_in"]
