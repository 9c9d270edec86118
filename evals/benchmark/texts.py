"""Texts of full length that were made to take long: masked, cleaned, read, imported and searched with."""

from collections.abc import Callable, Iterable
from time import process_time

from evals.benchmark.figure import Figure

LENGTH = 100_000
SECRETS = (
    "a",
    "1",
    "-",
    "eyJ",
    "eyJa.",
    "sk-",
    "password",
    "login a password ",
    "41-",
    "SG.",
    "a.b",
    "mysql a -p",
    "A1b/",
)
MARKS = ("a\u0301\u0316", "\x1b[", "\x1b]x", "\u200b", "e\u0301\u0323\n")
WORDS = ("agent ", "the agent, ", "no, or ", "model's ", "a.", "(", "customers and ", "never without ", "- a: no\n")
PROSE = ("<script>", "<", "[a](", "{{", "<!--", "&lt;", "</script>", "\u0301")
TREES = ("a: [" + "1," * 1_500_000 + "]", "{" * 400_000, "a: '" + "k" * 8_000_000)
ORDINARY = "Customers ask our assistant, which searches a vector store and writes tickets in Jira. " * 15
WISHES = ("what if " * 12_000, "without " + "x " * 190, "if " + "if a " * 70 + "what", "suppose that that " * 20)


def texts() -> tuple[Figure, ...]:
    """Processor seconds of the slowest text of each sort."""
    from agent.domain.secrets.redaction import mask
    from agent.domain.wording.text import LIMIT, clean_text
    from agent.reading.commands.requests import is_request, supposition
    from knowledge import load_catalog
    from knowledge.importers.prose import clean
    from knowledge.search.retriever import Query, open_retriever

    read = _reader()
    read(ORDINARY)
    retriever = open_retriever(load_catalog(), None, store="memory")
    retriever.search(Query(text=ORDINARY))
    hostile = f"slowest text of {LENGTH:,} characters"
    return (
        _slowest("secrets sought in a hostile text", mask, _filled(SECRETS, LENGTH), 1.0, hostile),
        _slowest("hostile text cleaned", clean_text, _filled(MARKS, LIMIT), 2.0, f"of {LIMIT:,} characters"),
        _slowest("an ordinary description read", read, [ORDINARY], 0.5, "fifteen sentences"),
        _slowest("hostile text read", read, _filled(WORDS, LENGTH), 10.0, hostile),
        _slowest("a wish told from a statement", lambda text: (supposition(text), is_request(text)), WISHES, 0.2, ""),
        _slowest("imported prose cleaned", clean, [piece * 300_000 for piece in PROSE], 1.0, "one entry"),
        _slowest("hostile YAML refused", _refused, TREES, 12.0, "files of megabytes"),
        _slowest(
            "search with a huge query", lambda text: retriever.search(Query(text=text)), ["the model leaks " * LENGTH],
            1.0, "1.6 million characters",
        ),
    )  # fmt: skip


def _slowest(name: str, work: Callable[[str], object], given: Iterable[str], most: float, note: str) -> Figure:
    took = []
    for text in given:
        started = process_time()
        work(text)
        took.append(process_time() - started)
    return Figure(name=name, value=round(max(took), 2), unit="s", most=most, note=note)


def _filled(pieces: Iterable[str], length: int) -> list[str]:
    return [(piece * length)[:length] for piece in pieces]


def _reader() -> Callable[[str], object]:
    from agent.domain import ThreatModel
    from agent.reading.statements import TextReader
    from knowledge import load_catalog

    reader = TextReader(load_catalog())
    return lambda text: reader.read(text, ThreatModel(), 1)


def _refused(text: str) -> None:
    from knowledge.importers.trees import Unreadable
    from knowledge.importers.yaml_tree import read_yaml

    try:
        read_yaml(text)
    except Unreadable:
        return
    raise RuntimeError("a hostile file was read")
