"""Days as people write them: in full, without the year, or only the month."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta


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
    if (later := _LATER.fullmatch(flat)) is not None:
        count = int(later["count"]) if later["count"].isdigit() else _FEW.get(later["count"], 1)
        return today + timedelta(days=count * _DAYS[later["unit"]])
    if (part := _PART.fullmatch(flat)) is not None:
        month = review_day(part["month"], today) if part["month"] not in _DAYS else None
        return _within(part["part"], month) if month is not None else _end_of(part["month"], part["part"], today)
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


def _within(part: str, month: date) -> date:
    """The first, middle or last day of a month."""
    last = monthrange(month.year, month.month)[1]
    return month.replace(day={"begin": 1, "start": 1, "mid": 15}.get(_stem(part), last))


def _end_of(unit: str, part: str, today: date) -> date | None:
    """The last day of the year, quarter, month or week that runs."""
    if _stem(part) != "end":
        return None
    if unit == "week":
        return today + timedelta(days=6 - today.weekday())
    months = {"year": 12, "quarter": (today.month + 2) // 3 * 3, "month": today.month}
    return _within("end", today.replace(month=months[unit], day=1)) if unit in months else None


def _stem(part: str) -> str:
    return next(one for one in ("begin", "start", "mid", "end") if part.startswith(one))


def _next(named: date, today: date, whole_month: bool) -> date | None:
    """The next day of that name after today; of a month that has begun, the one of next year is meant."""
    begun = (named.month, 0 if whole_month else named.day) <= (today.month, today.day)
    try:
        return named.replace(year=today.year + begun)
    except ValueError:  # 29 February
        return None


_PART = re.compile(r"(?P<part>end|beginning|begin|start|middle|mid)[ -](?:this )?(?P<month>(?:[a-z]{3,9})(?: \d{4})?)")
_LATER = re.compile(
    r"(?:in |within )?(?P<count>\d{1,3}|a|an|one|two|three|four|six) (?P<unit>day|week|month|year)s?(?: time)?"
)
_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_FEW = {"two": 2, "three": 3, "four": 4, "six": 6}
_FORMS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_WITHOUT_YEAR = ("%d %B", "%d %b", "%B %d", "%b %d", "%B", "%b")
_MONTH_OF_YEAR = ("%B %Y", "%b %Y")
_LEAP = 2024
"""A year that has every day."""
