"""The banner of an app that is open to other machines: on the start page, in a model, and nowhere else."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.fake import FakeFacilitator
from tests.ui.views.pages import words
from ui.server import admission
from ui.server.admission import RISK, Admission


@pytest.mark.parametrize("remote", [True, False])
def test_every_page_carries_it_only_while_other_machines_are_let_in(
    remote: bool, page: Callable[..., AppTest], facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "_DECIDED", [Admission(remote=remote)])
    for address in ({}, {"s": "no-such-model-anywhere"}):
        assert (RISK in words(page(**address))) is remote
