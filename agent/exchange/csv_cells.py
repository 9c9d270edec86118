"""Cells of a table that no spreadsheet takes for a formula, however it parts the lines into cells."""

import re

_HIDDEN = r"\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
_HIDDEN += r"\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
_QUOTES = "\"'`\u00ab\u00bb\u2018-\u201f\u2032-\u2036\u2039\u203a\u300c-\u300f\uff02\uff07"
_SIGNS = r"=+\-@\u207a\u207c\u208a\u208c\ufb29\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
"""The signs that formulas begin with, with their wide, small, raised and lowered forms."""
_BEGINS = re.compile(rf"\A[{_HIDDEN}{_QUOTES}]*[{_SIGNS}\t\r\n]")
_PARTING = (";", "|", "\uff1b", "\uff5c")
"""Marks that part cells in some spreadsheets; one at the end of a cell would take the line end for a cell's begin."""
_INSIDE = re.compile(rf"([{''.join(_PARTING)}])(?=[{_HIDDEN}{_QUOTES}]*[{_SIGNS}])")
_BREAKS = re.compile(r"[ \t\r\n\v\f\x1c-\x1f\x85\u2028\u2029]+")


def guarded(cell: object) -> object:
    """A cell on one line that no spreadsheet takes for a formula; numbers stay numbers.

    A mark such as ``;`` begins a new cell in spreadsheets that part lines by it, so what follows it is guarded too.
    """
    if isinstance(cell, (int, float)):
        return cell
    text = str(cell)
    guard = "'" if _BEGINS.match(text) else ""
    end = " " if text.endswith(_PARTING) else ""
    return guard + _INSIDE.sub(r"\1'", _BREAKS.sub(" ", text)) + end
