"""How a file is written: as JSON, YAML, XML, a log, a table and so on, told by the look of its lines."""

import json
import re
from collections.abc import Callable

JSON_KEY = re.compile(r"\"([^\"\\\n]{1,80})\"[ \t]{0,4}:")
YAML_KEY = re.compile(r"(?m)^([ \t]{0,60})(?:- )?[\"']?([\w$@./-]{1,60})[\"']?:(?=\s|$)")
_ASSIGNED = re.compile(r"[ \t]{1,60}- [\"']?(?:[A-Za-z_][\w.-]{0,80}=|--?[a-z]|[\d.]{1,20}:)")
"""An item of a list that sets a variable, an option of a command or a port."""
_YAML_LINE = re.compile(r"[\w$@./{}<>*\"'-]{1,50}:(?:\s|\Z)")
_TAG = re.compile(r"<([A-Za-z][\w:.-]{0,40})")
_BLOCK = re.compile(
    r"(?m)^(?:resource|provider|variable|module|data|output)[ \t]{1,4}\"[\w-]{1,60}\"[^\n{]{0,80}\{"
    r"|^(?:terraform|locals) \{"
)
_HOLE = re.compile(
    r"\{\{-?[^{}\n]{0,200}(?:\.(?:Values|Release|Chart|Capabilities)\b|\b(?:include|define|template|tpl) )"
)
_MANIFEST = re.compile(r"(?m)^(?:apiVersion|kind):(?=\s)")
_PIECE = re.compile(r"\{\{-?[ \t]{0,4}define \"")
_QUOTED = re.compile(r"\"[^\"\n]{0,2000}\"")
_SECTION = re.compile(r"\[{1,2}[\w.\"' -]{1,60}\]{1,2}\s{0,9}\Z")
_STATEMENT = re.compile(
    r"import [\w.{}, *]{1,80}|from [\w.]{1,80} import |(?:async )?def \w{1,60}\(|class \w{1,60}[(:{ ]"
    r"|(?:export )?(?:async )?function\b|(?:const|let|var) \w{1,60} ?=|package \w{1,60};?\Z|#include [<\"]"
    r"|public \w|func \w{1,60}\("
)
_CALL = re.compile(r"(?<![\w.])[\w.]{1,40}(?: ?=|\()")
_FEWEST_STATEMENTS = 2
_KEYWORDS = frozenset(
    ("import", "from", "def", "class", "async", "const", "let", "var", "function", "export", "package", "public", "use",
     "private", "fn", "func", "return", "if", "for", "while", "try", "except", "else", "with", "elif")
)  # fmt: skip
_REMARKS = ("#", "//", "--", ";")
_XML_ROOTS = frozenset({"threatmodel", "mxfile", "mxgraphmodel", "svg", "bom", "project", "configuration", "beans"})
_INSTRUCTIONS = frozenset(
    [
        "FROM",
        "RUN",
        "CMD",
        "COPY",
        "ADD",
        "ENV",
        "ARG",
        "WORKDIR",
        "EXPOSE",
        "ENTRYPOINT",
        "USER",
        "VOLUME",
        "LABEL",
        "HEALTHCHECK",
        "SHELL",
    ]
)
DRAWN = re.compile(
    r"(?im)^ {0,3}(?:`{3,9}|~{3,9})[ \t]{0,4}(mermaid)\b[^\n]{0,80}\n(?:[ \t]{0,40}(?:%%[^\n]{0,400})?\n){0,40}"
    r"[ \t]{0,40}(?:flowchart|graph)\b"
)
"""A block of Markdown with a flowchart in it."""
_DRAWINGS = ("@startuml", "digraph ", "graph td", "graph lr", "graph tb", "graph bt", "graph rl", "flowchart ",
             "flowchart-elk", "sequencediagram", "c4context")  # fmt: skip
_LINED: dict[str, tuple[re.Pattern[str], int, float]] = {
    "variables": (re.compile(r"(?:export )?[A-Z][A-Z0-9_]{1,60}="), 3, 0.9),
    "packages": (
        re.compile(r"(?<![\w.-])[A-Za-z][\w.-]{0,40}(?:\[[\w,-]{1,40}\])?[ \t]{0,4}(?:[=<>~!]=|@ |\Z)"), 4, 0.95,
    ),
    "sections": (
        re.compile(r"\[{1,2}[\w.\"' -]{1,60}\]{1,2}\s{0,9}\Z|[\w.\"-]{1,60}[ \t]{0,4}=|[ \t]{1,20}[\"'\]{}]|\]"),
        4, 0.85,
    ),
    "log": (
        re.compile(
            r"[\[(]?(?:\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}|\d{2}:\d{2}:\d{2}|[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}"
            r"|\d{1,3}(?:\.\d{1,3}){3} - )"
        ), 3, 0.6,
    ),
}  # fmt: skip
"""Forms whose lines look alike: what they look like, how many such lines there are at least, and which share."""


def form_of(text: str) -> str | None:
    """How a text is written, if it is not written as prose."""
    for form, is_so in _FORMS:
        if is_so(text):
            return form
    return next(
        (form for form, (look, fewest, share) in _LINED.items() if _is_lined(form, text, look, fewest, share)), None
    )


def root_of(text: str) -> str:
    """The outermost tag, behind declarations and remarks."""
    place = len(text) - len(text.lstrip())
    while text.startswith(("<?", "<!"), place):
        closing = "-->" if text.startswith("<!--", place) else ">"
        inner = text.find("[", place)
        if closing == ">" and 0 <= inner < text.find(">", place):  # a document type with declarations of its own
            closing = "]>"
        end = text.find(closing, place)
        rest = text[end + len(closing) :].lstrip() if end >= 0 else ""
        place = len(text) - len(rest)
    found = _TAG.match(text, place)
    return found[1].lower() if found else ""


def first_word(text: str) -> str:
    """The word that a drawing begins with, in small letters."""
    return _first_line(text).split()[0] if _first_line(text).strip() else ""


def front_matter(text: str) -> str:
    """The settings before a text, between two lines of three dashes; empty where there are none."""
    bare = text.removeprefix("\ufeff")
    head, mark, rest = bare[3:].partition("\n---")
    return head if bare.startswith("---\n") and mark and not YAML_KEY.match(rest.lstrip("-\n")) else ""


def without_front_matter(text: str) -> str:
    """A text without the settings before it; a file that is settings throughout stays whole."""
    if not text.startswith("---"):
        return text
    _head, mark, rest = text[3:].partition("\n---")
    return rest if mark and len(rest.split()) >= 3 else text


def _is_json(text: str) -> bool:
    """A whole object or list, or one that is broken or cut off but has many keys."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return len(JSON_KEY.findall(text[:20_000])) >= 5


def _is_yaml(text: str) -> bool:
    """Settings: keys at the margin with what belongs to them below, and few words in a line."""
    lines = [line for line in _lines(without_front_matter(text)) if not line.lstrip().startswith("#")]
    keyed = [line for line in lines if YAML_KEY.match(line)]
    nested = any(line[:1] in " \t" or line.rstrip().endswith(("]", "}")) for line in keyed)
    if len(keyed) < 3 or not nested or any(line.startswith("```") for line in lines):
        return False
    short = sum(len(line.split()) for line in lines) < 7 * len(lines)
    told = len(keyed) + sum(_ASSIGNED.match(line) is not None for line in lines)
    return short and sum(map(_is_setting, lines)) >= 0.95 * len(lines) and 2 * told >= len(lines)


def _is_setting(line: str) -> bool:
    """A key with its value, an item, what belongs to the line above, or the end of one."""
    bare = line.strip().removeprefix("- ")
    return line.startswith(("  ", "- ", "---", "...", "]", "}")) or _YAML_LINE.match(bare) is not None


def _is_xml(text: str) -> bool:
    """A declaration, or a known tag that is closed at the end: HTML inside a README is no XML file."""
    if text.lstrip()[:9].lower().startswith(("<?xml", "<!doctype", "<html")):
        return True
    root = root_of(text)
    return root in _XML_ROOTS and text.rstrip()[-80:].lower().endswith(f"</{root}>")


def _is_helm(text: str) -> bool:
    """A manifest with holes that only Helm fills, or pieces of such manifests; not a text that shows some."""
    lines = (line for line in _lines(text) if not line.startswith("#"))
    if not next(lines, "").startswith(("{{", "---", "apiVersion:", "kind:")) or "\n```" in text:
        return False
    return _HOLE.search(text) is not None and (_MANIFEST.search(text) is not None or _PIECE.search(text) is not None)


def _is_terraform(text: str) -> bool:
    return _BLOCK.search(text) is not None and text.rstrip().endswith("}")


def _is_dockerfile(text: str) -> bool:
    words = [line.split(" ")[0] for line in _lines(text) if not line.startswith(("#", " ", "\t", "&&"))]
    return "FROM" in words[:6] and sum(word in _INSTRUCTIONS for word in words) >= 0.8 * len(words)


def _is_table(text: str) -> bool:
    """Lines with the same number of cells under a first line that is no sentence."""
    lines = _lines(text)
    if len(lines) < 3 or lines[0].rstrip().endswith((".", ":")) or lines[0].lstrip().startswith("|"):
        return False
    for mark in (",", ";", "\t"):
        counts = {len(_QUOTED.sub("", line).split(mark)) for line in lines[:200]}
        if len(counts) == 1 and counts.pop() >= 3:
            return True
    return False


def _is_drawing(text: str) -> bool:
    return _first_line(text).startswith(_DRAWINGS)


def _first_line(text: str) -> str:
    """The first line of a drawing, behind settings and remarks, in small letters."""
    lines = (line.strip().lower() for line in _lines(_behind_front_matter(text)))
    return next((line for line in lines if not line.startswith("%%")), "") + " "


def _behind_front_matter(text: str) -> str:
    """A text behind the settings before it, however little that is."""
    return text.partition("\n---")[2] if text.startswith("---") else text


def _is_code(text: str) -> bool:
    """Statements of a programming language, and hardly a line that could be anything else."""
    lines = [line for line in _lines(text) if not line.lstrip().startswith(_REMARKS)]
    if sum(_STATEMENT.match(line) is not None for line in lines) < _FEWEST_STATEMENTS:
        return False
    return sum(map(_is_line_of_code, lines)) >= 0.95 * len(lines)


def _is_line_of_code(line: str) -> bool:
    if line.startswith(("  ", "\t", "@", "}", ")", "]")) or _STATEMENT.match(line):
        return True
    first, last = line.split(maxsplit=1)[0].rstrip(":"), line.rstrip()[-1]
    return (first in _KEYWORDS and last in ":;{(\"')") or _CALL.match(line) is not None


def _is_lined(form: str, text: str, look: re.Pattern[str], fewest: int, share: float) -> bool:
    """Whether enough lines, and a large enough share of them, look so."""
    lines = [line for line in _lines(text) if not line.lstrip().startswith(_REMARKS)]
    if form == "sections" and not any(map(_SECTION.match, lines)):
        return False
    return sum(look.match(line) is not None for line in lines) >= fewest and _share(lines, look) >= share


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _share(lines: list[str], look: re.Pattern[str]) -> float:
    return sum(look.match(line) is not None for line in lines) / len(lines) if lines else 0.0


_FORMS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("helm", _is_helm),
    ("json", _is_json),
    ("xml", _is_xml),
    ("drawing", _is_drawing),
    ("terraform", _is_terraform),
    ("dockerfile", _is_dockerfile),
    ("yaml", _is_yaml),
    ("cells", _is_table),
    ("code", _is_code),
)
