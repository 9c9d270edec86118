"""The verdict as a JUnit report, which most servers for continuous integration show as tests."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from agent.gate.findings import DEMANDS, Demand, Fate, GateFinding, GateReport
from knowledge.text import without_hidden


def to_junit(report: GateReport) -> str:
    """One case for each demand that holds, and one for each finding: failed, or skipped with its reason."""
    suite = Element("testsuite", name=f"threatparley check {_plain(report.file)}")
    kept = {one.demand for one in report.findings}
    for demand in Demand:
        if demand not in kept:
            SubElement(suite, "testcase", classname=f"threatparley.{demand.value}", name=DEMANDS[demand])
    for one in report.findings:
        _case(suite, one)
    counts = {fate: len(report.of(fate)) for fate in Fate}
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(counts[Fate.FAILS]))
    suite.set("errors", "0")
    suite.set("skipped", str(len(report.findings) - counts[Fate.FAILS]))
    whole = Element("testsuites")
    whole.append(suite)
    indent(whole)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(whole, encoding="unicode") + "\n"


def _case(suite: Element, one: GateFinding) -> None:
    case = SubElement(
        suite, "testcase", classname=f"threatparley.{one.demand.value}", name=_plain(one.id), file=_plain(one.file),
        line=str(one.line or 1),
    )  # fmt: skip
    if one.fate is Fate.FAILS:
        failure = SubElement(case, "failure", message=_plain(one.title), type=one.demand.value)
        failure.text = _plain("\n".join(filter(None, (f"{one.place}: {one.title}", one.text, one.action))))
    else:
        SubElement(case, "skipped", message=_plain(one.because or one.title))


def _plain(text: str) -> str:
    """Text that XML can hold."""
    return without_hidden(text).text
