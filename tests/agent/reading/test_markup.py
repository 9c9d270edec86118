"""A document is Markdown: what is no prose is not read, and headings set how the words below them are meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.reading.text.markup import marked
from agent.reading.text.stances import Stance
from agent.reading.text.system_sentences import told_by
from tests.agent.reading.readings import facts_of, read, told
from tests.counting import growth

SYSTEM = "Customers chat with our support bot. It answers from Qdrant with GPT-4o."


def words_in(text: str) -> str:
    return " ".join(told_by(text).shown.split())


@pytest.mark.parametrize(
    "text",
    [
        SYSTEM,
        "Customers pay 5 * 3 euros; the bot's fee is 2 * 1. It isn't shown, e.g. in the app.",
        "The bot (a classifier) sorts mail.\nIt runs on our servers: two of them.\n\nStaff read the rest.",
        "    Indented words of a mail are words too: the assistant reads orders.",
        "We have 1. an agent, 2. a tool server, and snake_case_names in logs.",
    ],
)
def test_plain_prose_comes_through_unchanged(text: str) -> None:
    assert told_by(text).shown == text


@given(st.text(st.sampled_from("ab A.\n#*_`[](){}!<>|-~\\&@+:=1é→ "), max_size=80))
@settings(max_examples=300, deadline=None)
def test_every_character_keeps_its_place(text: str) -> None:
    found = told_by(text)
    assert len(found.shown) == len(text)
    for here, there in zip(found.shown, text, strict=True):
        assert here in (there, " ")
    for sentence in (*found.sentences, *found.aside):
        assert text[sentence.start : sentence.start + len(sentence.text)] == sentence.text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Start it.\n\n```bash\npython train.py --cache redis\n```\n\nDone.", "Start it. Done."),
        ("Start it.\n\n~~~\nrm -rf /data\n~~~", "Start it."),
        ("Set `cache_seed=None` for the bot.", "Set for the bot."),
        ("We use `Qdrant` and `gpt-4o` here.", "We use Qdrant and gpt-4o here."),
        ("[![build](https://ci.test/b.svg)](https://ci.test) The bot reads mail.", "The bot reads mail."),
        ("![the agent's memory](memory.png) The bot reads mail.", "The bot reads mail."),
        ("See [the support wiki](https://wiki.test/agents/memory \"shell\").", "See the support wiki ."),
        ("See [the wiki][ref] now.\n\n[ref]: https://wiki.test/shell-access", "See the wiki now."),
        ("More at https://models.test/llama/agents. It reads mail.", "More at . It reads mail."),
        ("<!-- The agent has\n\nshell access. -->\n\nIt reads mail.", "It reads mail."),
        ("<div align=\"center\"><b>Kestrel</b> reads mail.</div>", "Kestrel reads mail."),
        ("It reads ~~mail and~~ tickets.", "It reads tickets."),
        ("---\ntitle: Agents\ntags: [memory]\n---\n\nIt reads mail.", "It reads mail."),
        ("@misc{kestrel2024,\n  title={Agents with memory},\n  author={A. Nurse}\n}\n\nIt reads.", "It reads."),
        ("┌───────┐\n│ agent │\n└───────┘\n\nIt reads mail.", "It reads mail."),
        ("+--------+\n| memory |\n+--------+\n\nIt reads mail.", "It reads mail."),
        ("It reads mail.\n\nCopyright 2024 The Nurse Consortium. All rights reserved.", "It reads mail."),
        ("It reads mail.\n\nLicensed under the MIT licence by our partners.", "It reads mail."),
        ("The database is at postgres://[LOGIN_1]@db and open.", "The database is at and open."),
        ("This threat model covers the bot.", "This covers the bot."),
    ],
)  # fmt: skip
def test_what_is_no_prose_is_blank(text: str, left: str) -> None:
    assert words_in(text) == left


def stances(text: str) -> dict[str, Stance]:
    found = told_by(text)
    return {sentence.text.strip("*- "): sentence.stance for sentence in (*found.sentences, *found.aside)}


@pytest.mark.parametrize(
    ("heading", "stance"),
    [
        ("Recommended mitigations", Stance.ADVISED), ("Mitigations for the agent", Stance.ADVISED),
        ("3. Best practices", Stance.ADVISED), ("TODO", Stance.ADVISED), ("Before going live", Stance.ADVISED),
        ("Roadmap", Stance.PLANNED), ("Future work", Stance.PLANNED), ("✨ Coming soon", Stance.PLANNED),
        ("Out of scope", Stance.REJECTED), ("Non-goals", Stance.REJECTED), ("Alternatives considered", Stance.REJECTED),
        ("Changelog", Stance.PAST), ("What's new", Stance.PAST),
        ("Threats", Stance.ATTACK), ("Known weaknesses", Stance.ATTACK), ("Agent risks", Stance.ATTACK),
        ("Limitations and biases", Stance.ATTACK), ("Attack 2: hidden orders", Stance.ATTACK),
        ("Installation", Stance.OTHERS), ("How to run", Stance.OTHERS), ("Installation with Docker", Stance.OTHERS),
        ("Related work", Stance.OTHERS), ("Licence", Stance.OTHERS), ("🚀 Quick start", Stance.OTHERS),
        ("Architecture", Stance.NOW), ("Risk scoring model", Stance.NOW), ("Vision model", Stance.NOW),
        ("Customer support", Stance.NOW), ("Attack detection service", Stance.NOW), ("Chat history", Stance.NOW),
        ("News recommender", Stance.NOW), ("Controls in place", Stance.NOW), ("Our agents", Stance.NOW),
    ],
)  # fmt: skip
def test_a_heading_sets_how_the_passage_below_is_meant(heading: str, stance: Stance) -> None:
    assert stances(f"# Kestrel\n\n## {heading}\n\nThe bot reads mail.")["The bot reads mail."] is stance
    assert stances(f"Kestrel reads mail.\n\n**{heading}**\n\nIt has a log.")["It has a log."] is stance


def test_the_innermost_heading_decides_and_the_next_one_ends_it() -> None:
    above = "# K\n\n## Threats\n\nA.\n\n### Existing controls\n\nB.\n\n### More\n\nC.\n\n"
    text = f"{above}## Roadmap\n\n### Features\n\nD.\n\n## Data\n\nE."
    found = stances(text)
    assert [found[name] for name in ("A.", "B.", "C.", "D.", "E.")] == [
        Stance.ATTACK, Stance.NOW, Stance.ATTACK, Stance.PLANNED, Stance.NOW,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["Out of scope: the CRM and the mobile app.", "TODO: add an audit log.", "**Roadmap:** voice input.",
     "Known weaknesses:\n- long prompts win\n\n", "Recommended controls:\n1. add an audit log\n"],
)  # fmt: skip
def test_a_label_sets_apart_what_follows_it(text: str) -> None:
    found = told_by(f"{SYSTEM}\n\n{text}")
    assert [one.stance for one in found.aside] != []
    assert [one.text for one in found.sentences if one.count][:2] == [
        "Customers chat with our support bot.", "It answers from Qdrant with GPT-4o.",
    ]  # fmt: skip


def test_a_ticked_box_is_a_statement_and_an_open_one_is_still_to_do() -> None:
    found = stances("- [x] requests are rate limited\n- [ ] a person approves refunds\n- [X] logs are kept\n")
    assert list(found.values()) == [Stance.NOW, Stance.NOW, Stance.ADVISED]
    assert "rate limited" in next(iter(found))


def test_rows_of_a_table_are_statements_and_columns_of_threats_are_not() -> None:
    text = (
        "| Part | What it does | Threat | Recommendation |\n|---|---|---|---|\n"
        "| Refund tool | pays customers back | money is stolen | add an approval |\n"
    )
    assert words_in(text) == "Refund tool | pays customers back | | |"


@pytest.mark.parametrize(
    ("cell", "stance"),
    [("planned", Stance.PLANNED), ("TODO", Stance.ADVISED), ("out of scope", Stance.REJECTED),
     ("removed", Stance.PAST), ("live", Stance.NOW)],
)  # fmt: skip
def test_a_cell_that_tells_the_state_counts_for_its_row(cell: str, stance: Stance) -> None:
    text = f"| Feature | State |\n|---|---|\n| Voice input from customers | {cell} |\n"
    assert {part.stance for part in marked(text).parts} == {stance}


@pytest.mark.parametrize(
    ("advice", "fact"),
    [
        ("Requests are rate limited", "control_rate_limits"),
        ("All actions are written to an audit log", "control_audit_log"),
        ("A human approves every refund", "control_human_review"),
        ("Run generated code in a sandbox", "control_sandbox"),
        ("Tools have least privilege", "control_least_privilege"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "heading", ["## Recommended mitigations", "**Next steps**", "## Known limitations", "## Roadmap"]
)
def test_advice_is_no_control_in_place(advice: str, fact: str, heading: str) -> None:
    assert facts_of(told(f"{SYSTEM} {advice}.")).get(fact) is True
    assert fact not in facts_of(told(f"{SYSTEM}\n\n{heading}\n\n- {advice}\n"))


def test_parts_named_where_others_are_spoken_of_are_no_parts() -> None:
    text = f"{SYSTEM}\n\n## Related work\n\nOthers use Redis, Pinecone and a code interpreter.\n"
    names = {part.name for part in told(text).components}
    assert names == {part.name for part in told(SYSTEM).components}


def test_a_name_is_taken_without_its_markup() -> None:
    names = {
        part.name
        for part in told("Customers use the **orders** API of our [support agent](https://x.test).").components
    }
    assert {"orders API", "support agent"} <= names


def test_quotes_are_verbatim_parts_of_what_was_said() -> None:
    text = f"# Kestrel\n\n{SYSTEM}\n\n- It can **issue refunds** of up to [200 euros](https://x.test) by itself.\n"
    model = told(text)
    quotes = [quote.text for kept in model.facts for quote in kept.quotes]
    quotes += [quote.text for part in model.components for quote in part.quotes]
    assert len(quotes) > 5
    assert all(quote in text for quote in quotes)


def test_what_was_left_out_is_told() -> None:
    notes = " ".join(read(f"{SYSTEM}\n\n```\nls\n```\n\n## Roadmap\n\nVoice input.\n").notes)
    assert "one code block" in notes
    assert "“Roadmap” (planned)" in notes


@pytest.mark.parametrize(
    "piece", ["# a\n", "- [ ] a\n", "`", "[a](b", "<!-- ", "| a | b |\n", "**a** ", "![", "> a\n", "@a{b,\n"]
)
def test_time_grows_with_length_alone(piece: str) -> None:
    assert growth(lambda size: told_by((piece * size)[:size]), 2_000) < 3.5
