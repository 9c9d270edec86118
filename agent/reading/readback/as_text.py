"""The read-back in plain lines, for a terminal: each sentence, and below it what was taken from it."""

from collections.abc import Iterator

from agent.domain.wording.names_in_sentences import counted
from agent.reading.readback.read_back_result import Firm, ReadBack, Sentence, Standing, Understood, What

WHATS = {What.PART: "part", What.PERSON: "people", What.FLOW: "flow", What.FACT: "fact"}
FIRMS = {
    Firm.SAID: "",
    Firm.LIKELY: "likely, please confirm",
    Firm.CLAIMED: "a document claims it; it does not count until you confirm it",
    Firm.LATER: "planned or possible, so it does not count yet",
    Firm.OTHERWISE: "other words of yours say this, and it counts",
    Firm.OPEN: "said here, but it does not count",
}
STANDINGS = {
    Standing.UNREAD: "not understood, nothing was taken from it",
    Standing.FOREIGN: "not in English, so nothing was taken from it",
    Standing.NO_PROSE: "not read as a sentence",
    Standing.NOTHING: "nothing for a threat model, as you say",
    Standing.TALK: "",
    Standing.TITLE: "",
    Standing.READ: "",
}
NOTHING_YET = "Nothing was told yet, so there is nothing to read back."


def in_words(means: Understood) -> str:
    """One thing that was taken, in a line: ``part: ticket store (likely, please confirm)``."""
    firm = FIRMS[means.firm]
    return f"{WHATS[means.what]}: {means.label}{f' ({firm})' if firm else ''}"


def outcome_of(sentence: Sentence) -> str:
    """What became of a sentence from which nothing was taken; empty where something was, or nothing was to be."""
    if sentence.standing is Standing.APART:
        return f"kept apart: {sentence.reason}"
    return STANDINGS[sentence.standing]


def summary(back: ReadBack) -> str:
    """How many sentences there are, and what became of them."""
    named = ((Standing.READ, "understood"), (Standing.UNREAD, "not understood"), (Standing.APART, "kept apart"),
             (Standing.FOREIGN, "in another language"), (Standing.NO_PROSE, "not read as sentences"),
             (Standing.NOTHING, "set aside by you"))  # fmt: skip
    shares = [f"{len(found)} {words}" for standing, words in named if (found := back.of(standing))]
    told = [one for one in back.sentences if one.standing is not Standing.TITLE]
    return f"{counted(len(told), 'sentence').capitalize()}: {', '.join(shares) or 'none to read'}."


def lines_of(back: ReadBack) -> Iterator[str]:
    """The whole read-back, a line each."""
    if not back.sentences:
        yield NOTHING_YET
        return
    yield summary(back)
    for text in back.texts():
        yield ""
        yield f"From “{text[0].source}”:" if text[0].source else "In your words:"
        for sentence in text:
            yield from _sentence(sentence)


def _sentence(sentence: Sentence) -> Iterator[str]:
    words = " ".join(sentence.text.split())
    yield f"  {words}" if sentence.standing is Standing.TITLE else f"  “{words}”"
    yield from (f"      {in_words(one)}" for one in sentence.everything())
    if outcome := outcome_of(sentence):
        yield f"      {outcome}"
