"""The few rules by which a sentence that is read back flows as one run of words, some of them buttons."""

import streamlit as st

_ROWS = '[class*="st-key-words_plain_"], [class*="st-key-words_grey_"], [class*="st-key-words_title_"]'
_RULES = """
<style>
:is(ROWS) { display: block; line-height: 1.75; max-width: 72ch; }
:is(ROWS) * { display: inline; font-size: 1rem; line-height: inherit; width: auto; min-width: 0; }
:is(ROWS) button {
  padding: 0; margin: 0; min-height: 0; border: 0; text-align: start; white-space: normal; vertical-align: baseline;
}
:is(ROWS) button span[style*="font-size"] {
  display: inline-block; font-size: 0.72em !important; opacity: 0.8; padding-inline-start: 0.15em;
}
[class*="st-key-words_title_"] [data-testid="stText"] { font-weight: 600; }
[class*="st-key-words_grey_"] [data-testid="stText"] { opacity: 0.7; }
[class*="st-key-span_more_"], [class*="st-key-span_ask_"] { margin-inline-start: 0.5em; }
/* Each sort has a line of its own; the small word behind it says the same. */
[class*="st-key-span_part"] button p, .st-key-legend_part p { text-decoration: underline solid 2px; }
[class*="st-key-span_person"] button p, .st-key-legend_person p { text-decoration: underline double 1px; }
[class*="st-key-span_flow"] button p, .st-key-legend_flow p { text-decoration: underline wavy 1px; }
[class*="st-key-span_fact"] button p, .st-key-legend_fact p { text-decoration: underline dashed 2px; }
[class*="st-key-span_"] button p, [class*="st-key-legend_"] p { text-underline-offset: 0.25em; }
[class*="st-key-span_"][class*="_off_"] button p { opacity: 0.7; }
/* Beside the chat nobody needs a way to the list that waits there. */
@media (min-width: 1200px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-line_list_waits) { display: none; }
}
</style>
"""


def set_sentence_style() -> None:
    """Put the rules on the page; the section that shows sentences needs them alone."""
    st.html(_RULES.replace("ROWS", _ROWS))
