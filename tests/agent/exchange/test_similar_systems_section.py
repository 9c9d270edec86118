"""The report's section on systems like the owner's."""

from agent.domain.ledger import Ledger
from agent.domain.model import ThreatModel
from agent.domain.similar_systems import ALIKE_NOTE, Alike
from agent.exchange import Dossier, Extent, to_html, to_markdown
from knowledge import load_catalog

TITLE = "What systems like yours worried first about"
SHOP = Alike(name="Shop *bot*", about="It sells <b>boats</b>.", worries=("A first worry.", "A second."), share=0.5)


def test_a_report_names_like_systems_and_that_they_are_examples() -> None:
    nothing = Ledger(verdicts=())
    written = to_markdown(Dossier(ThreatModel(), load_catalog(), nothing, (), (SHOP,)), Extent.FULL)
    assert f"## {TITLE}\n\n{ALIKE_NOTE}\n\n**Shop \\*bot\\*:** It sells \\<b\\>boats" in written
    assert "- A first worry.\n- A second." in written
    page = to_html(Dossier(ThreatModel(), load_catalog(), nothing, (), (SHOP,)), Extent.FULL)
    assert "It sells &lt;b&gt;boats&lt;/b&gt;." in page
    assert '<li dir="auto">A first worry.</li>' in page


def test_a_report_without_like_systems_has_no_such_section() -> None:
    assert TITLE not in to_markdown(Dossier(ThreatModel(), load_catalog(), Ledger(verdicts=()), ()), Extent.FULL)
