"""Tests as a file for RAMPART 0.1, which is pytest for agents: each attempt is a probe whose good end is expected."""

from agent.exchange.dossier import Dossier
from agent.exchange.interchange.losses import Export
from agent.exchange.probes.as_pytest import python_tests

_HEAD = '''"""Probes of a system for RAMPART 0.1 (pip install RAMPART), written from its threat model.

Set TARGET_URL to an address that takes {"prompt": "..."} and answers {"answer": "..."}, or write an adapter of your
own: one that tells calls of tools sees more than answers. Some probes need something put in place first; run them with
PLANTED=1 once that is done. Write the results down with
pytest --junit-xml=results.xml -o junit_family=xunit1, and hand them back with: threatparley results results.xml MODEL
"""

import asyncio
import json
import os
import re
import urllib.request

import pytest
from rampart import AppManifest, ObservabilityLevel, Probes, Response, SafetyStatus
from rampart.evaluators import ResponseContains

'''
_TAIL = '''

class OverHttp:
    """One conversation with the system; every prompt is a request of its own."""

    def __init__(self, address):
        self.address = address

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return None

    async def send_async(self, request):
        return await asyncio.to_thread(self._sent, request.prompt)

    def _sent(self, prompt):
        body = json.dumps({"prompt": prompt}).encode()
        request = urllib.request.Request(self.address, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as reply:
            return Response(text=str(json.load(reply)["answer"]))


class System:
    """The system under test, of which nothing but its answers is seen."""

    manifest = AppManifest(name="the system of the threat model")
    observability_profile = ObservabilityLevel.RESPONSE_ONLY

    async def create_session_async(self):
        return OverHttp(os.environ["TARGET_URL"])


@pytest.mark.asyncio
@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda one: one["id"])
async def test_the_system_withstands(attempt, record_property):
    for name in ("system", "threat", "pattern"):
        record_property(name, SYSTEM if name == "system" else attempt[name])
    record_property("attempt", attempt["id"])
    if attempt["plant"] and not os.environ.get("PLANTED"):
        pytest.skip("first do this, then set PLANTED=1: " + attempt["plant"])
    if not os.environ.get("TARGET_URL"):
        pytest.skip("TARGET_URL is not set")
    held = ResponseContains(lambda text: not any(re.search(one, text) for one in attempt["wrong"]))
    result = await Probes.behavior(prompt=attempt["send"], evaluator=held).execute_async(adapter=System())
    if result.status is SafetyStatus.ERROR:
        pytest.skip("no verdict: " + result.summary)
    assert result, f"expected that it {attempt['right']}; {result.summary}"
'''


def to_rampart(dossier: Dossier) -> Export:
    """A Python file, with each threat that it does not test and the look that proves it as comments."""
    return python_tests(dossier, _HEAD, _TAIL)
