"""Each wording is counted by the texts in which it claims what is marked, and by those where it is not."""

from agent.reading.statements import TextReader
from evals.commands.facts import wording_line
from evals.reading.parts_bench import is_held_out
from evals.reading.training_material import Annotated, Marked
from evals.reading.wordings_bench import Wording, Wordings, judged
from knowledge.catalog import load_catalog

READ, HELD, TOLD = "b", "a", "c"
TEXTS = {
    READ: "A tenor sings, and the autopilot holds the course.",
    HELD: "The autopilot is of brass.",
    TOLD: "The autopilot steers the ferry.",
}


def wordings() -> tuple[Wording, ...]:
    """How the wordings do on three small texts, of which one is marked with machines that are steered."""
    catalog = load_catalog()
    steers = Marked(fact="controls_machines", value=True, quote="The autopilot steers the ferry")
    marked = (
        Annotated(reference=READ, facts=()),
        Annotated(reference=HELD, facts=()),
        Annotated(reference=TOLD, facts=(steers,)),
    )
    claims = TextReader(catalog).claims_in
    return judged(marked, lambda name: TEXTS[name], claims, Wordings(catalog.facts.values()))


def test_a_wording_is_right_where_what_it_tells_is_marked() -> None:
    assert (is_held_out(READ), is_held_out(HELD)) == (False, True)
    found = next(one for one in wordings() if one.hint and "autopilot" in one.says)
    assert found.tells == ("controls_machines", True)
    assert (found.right, len(found.wrong), round(found.share, 2)) == (1, 2, 0.33)


def test_words_of_a_text_that_is_held_out_are_not_shown() -> None:
    found = next(one for one in wordings() if one.hint and "autopilot" in one.says)
    assert sorted(found.wrong) == ["", "autopilot"]
    assert wording_line(found).startswith("0.33 (1 marked, 2 not): controls_machines = true (hint) ")
    assert wording_line(found).endswith("\n      autopilot")
