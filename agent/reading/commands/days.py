"""Days as people write them: in full, without the year, or only the month."""

import re
from datetime import date, datetime


def day_in(words: str) -> date | None:
    """The day that words name, written as 2027-02-01 or as 1 February 2027; none where they are no day."""
    flat = " ".join(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|[.,]", " ", words.strip().lower()).split())
    try:
        return date.fromisoformat("-".join(part.zfill(2) for part in flat.split("-")))
    except ValueError:
        pass
    for form in _FORMS:
        try:
            return datetime.strptime(flat, form).date()
        except ValueError:
            continue
    return None


def review_day(words: str, today: date) -> date | None:
    """The day by which somebody looks again; a day or month without its year is meant to be the next one."""
    flat = " ".join(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|[.,]|\b(?:the|of)\b", " ", words.strip().lower()).split())
    flat = re.sub(r"\bsept\b", "sep", flat)
    day = day_in(flat)
    if day is not None:
        return day
    for form in _WITHOUT_YEAR:
        try:
            named = datetime.strptime(f"{flat} {_LEAP}", f"{form} %Y").date()
        except ValueError:
            continue
        return _next(named, today, whole_month="%d" not in form)
    for form in _MONTH_OF_YEAR:
        try:
            return datetime.strptime(flat, form).date()
        except ValueError:
            continue
    return None


def _next(named: date, today: date, whole_month: bool) -> date | None:
    """The next day of that name after today; of a month that has begun, the one of next year is meant."""
    begun = (named.month, 0 if whole_month else named.day) <= (today.month, today.day)
    try:
        return named.replace(year=today.year + begun)
    except ValueError:  # 29 February
        return None


_FORMS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_WITHOUT_YEAR = ("%d %B", "%d %b", "%B %d", "%b %d", "%B", "%b")
_MONTH_OF_YEAR = ("%B %Y", "%b %Y")
_LEAP = 2024
"""A year that has every day."""
