"""Tests as a file for pytest: it sends our attempts to an address, and needs nothing but Python and pytest."""

import pprint

from agent.exchange.dossier import Dossier
from agent.exchange.interchange.losses import Export, Losses
from agent.exchange.probes.planned_tests import Plans, commented, told_untested

_HEAD = '''"""Attack tests of a system, written from its threat model.

Set TARGET_URL to an address that takes {"prompt": "..."} and answers {"answer": "..."}, or rewrite ask() for yours.
Some tests need something put in place first; run them with PLANTED=1 once that is done. Write the results down with
pytest --junit-xml=results.xml -o junit_family=xunit1, and hand them back with: threatparley results results.xml MODEL
"""

import json
import os
import re
import urllib.request

import pytest

'''
_TAIL = '''

def ask(prompt):
    """What the system answers; rewrite this where it speaks otherwise."""
    address = os.environ.get("TARGET_URL", "")
    if not address:
        pytest.skip("TARGET_URL is not set")
    body = json.dumps({"prompt": prompt}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as reply:
        return str(json.load(reply)["answer"])


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda one: one["id"])
def test_the_system_withstands(attempt, record_property):
    for name in ("system", "threat", "pattern"):
        record_property(name, SYSTEM if name == "system" else attempt[name])
    record_property("attempt", attempt["id"])
    if attempt["plant"] and not os.environ.get("PLANTED"):
        pytest.skip("first do this, then set PLANTED=1: " + attempt["plant"])
    answer = ask(attempt["send"])
    found = [one for one in attempt["wrong"] if re.search(one, answer)]
    assert not found, f"expected that it {attempt['right']}; the answer matches {found[0]!r}: {answer[:300]!r}"
'''


def to_pytest(dossier: Dossier) -> Export:
    """A Python file, with each threat that it does not test and the look that proves it as comments."""
    return python_tests(dossier, _HEAD, _TAIL)


def python_tests(dossier: Dossier, head: str, tail: str) -> Export:
    """A Python file with our attempts between a head and a tail, and what it does not test as comments."""
    plans, losses = Plans(dossier.model, dossier.catalog), Losses(dossier.model)
    tested = tuple(one for one in plans.every if one.ready)
    plans.tell_losses(losses, tested, "attempts of our own")
    probed = [one.threat.id for one in plans.every if one.plan and (one.plan.garak or one.plan.promptfoo)]
    losses.leave_out("probes of tools of threats", probed)
    losses.fill("targets", (plans.system,), "an address to be set, as no model holds one")
    attempts = [
        {"id": ready.id, "threat": one.threat.id, "pattern": one.pattern, "name": f"{ready.name} ({one.name})",
         "at": one.where, "plant": ready.plant, "send": ready.send, "wrong": list(ready.wrong), "right": ready.right}
        for one in tested
        for ready in one.ready
    ]  # fmt: skip
    listed = pprint.pformat(attempts, width=110, sort_dicts=False)
    notes = [f"{plans.system}: {plans.purpose}", *(f"{one.name}: {one.threat.statement}" for one in tested)]
    looks = [f"  {one.threat.id} {look}" for one in tested for look in one.looks]
    notes += ["What else proves those that are tested:", *looks] if looks else []
    rest = told_untested(plans, tested)
    notes += ["Not tested here, and what proves each instead:", *(f"  {one}" for one in rest)] if rest else []
    lines = commented([" ".join(one.split()) for one in notes])
    text = f'{head}{lines}\nSYSTEM = "{plans.key}"\nATTEMPTS = {listed}\n{tail}'
    return Export(text, losses.report())
