"""How old an edition is, in words and as exactly as its date is known."""

from datetime import date

from knowledge.publications.frameworks import FrameworkManifest


def months_old(published: str, day: date) -> int | None:
    """Whole months from a date such as 2026-08-04, 2026-08 or 2026 to a day; none where there is no date."""
    if not published:
        return None
    year, month, first = (int(part) for part in (f"{published}-01-01".split("-")[:3]))
    return max(0, (day.year - year) * 12 + day.month - month - (day.day < first))


def age(published: str, day: date) -> str:
    """The age in words, such as ``3 months old``; empty where there is no date."""
    months = months_old(published, day)
    if months is None:
        return ""
    if months < 1:
        return "less than a month old"
    if len(published) == 4:
        years = day.year - int(published)
        return "of this year" if years == 0 else _counted(years, "year")
    return _counted(months, "month") if months < 24 else _counted(months // 12, "year")


def edition_and_age(manifest: FrameworkManifest, day: date) -> str:
    """An edition with its age, such as ``2026.09 (2 months old)``."""
    old = age(manifest.published, day)
    return f"{manifest.edition} ({old})" if old else manifest.edition


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'} old"
