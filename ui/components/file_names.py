"""What the file of a model is called."""

import re
import unicodedata
from datetime import date

from agent.domain.model import ThreatModel


def file_name(model: ThreatModel, version: int, ending: str, today: date) -> str:
    """Such as ``harbour-2026-03-01-v12.md``; only letters, digits and dashes of the model's name are used."""
    letters = unicodedata.normalize("NFKD", model.system.name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[:60].strip("-") or "threat-model"
    return f"{slug}-{today.isoformat()}-v{version}.{ending}"
