"""What tests of a threat came to, on its card: the newest reports of garak, promptfoo and others."""

import streamlit as st

from agent.domain.findings.trials import Proof, proof_of
from agent.domain.threats import Threat
from agent.exchange.reports.test_result_lines import trial_lines
from ui.components.text import counted, plain

_SHOWN = 2
_SAYS = {
    Proof.FAILED: ":red-badge[:material/close: a test got through]",
    Proof.PASSED: ":green-badge[:material/check: withstood its tests]",
    Proof.UNTRIED: ":gray-badge[no verdict yet]",
}


def show_trials(threat: Threat) -> None:
    """What the newest trials say together, and each of them in a line; older ones are folded."""
    lines = trial_lines(threat)
    if not lines:
        return
    st.markdown(f"**Tested:** {_SAYS[proof_of(threat.trials)]}")
    for line in lines[:_SHOWN]:
        st.caption(plain(line))
    if older := lines[_SHOWN:]:
        with st.expander(f"{counted(len(older), 'older test')}", key=f"trials_{threat.id}", type="compact"):
            for line in older:
                st.caption(plain(line))
