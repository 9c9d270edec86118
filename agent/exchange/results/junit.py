"""JUnit files that pytest writes of the tests exported here: each case names its system, threat and pattern."""

from xml.etree import ElementTree

from agent.errors import InputError
from agent.exchange.results.tool_report import ToolOutcome, ToolReport, day_of, text


def read_junit(name: str, content: str) -> ToolReport:
    """The cases with their outcomes; a case that was skipped or broke down counts as without a verdict."""
    if "<!DOCTYPE" in content or "<!ENTITY" in content:
        raise InputError(f"{name} declares entities, which no test report needs; it is not read")
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as problem:
        line, column = problem.position
        raise InputError(
            f"{name} is not whole XML (line {line}, column {column}); the file was cut off, so take it anew"
        ) from None
    cases = list(root.iter("testcase"))
    if not cases:
        raise InputError(f"{name} holds no test case; expected a JUnit file as pytest writes it")
    suite = next(root.iter("testsuite"), root)
    return ToolReport(tool="pytest", file=name, found=tuple(map(_found, cases)), day=day_of(suite.get("timestamp", "")))


def _found(case: ElementTree.Element) -> ToolOutcome:
    told = {one.get("name", ""): text(one.get("value", "")) for one in case.iter("property")}
    failed = case.find("failure") is not None
    unjudged = case.find("error") is not None or case.find("skipped") is not None
    return ToolOutcome(
        name=told.get("attempt") or text(case.get("name", "")),
        passed=int(not failed and not unjudged),
        failed=int(failed and not unjudged),
        unjudged=int(unjudged),
        threat=told.get("threat", ""),
        pattern=told.get("pattern", ""),
        system=told.get("system", ""),
    )
