"""The few rules of layout that the page's own options cannot express; their colours are the theme's own."""

import streamlit as st

from ui.uploading.documents import LIMIT_MB

_RULES = """
<style>
[data-testid="stMainBlockContainer"] { padding-left: 2.5rem; padding-right: 2.5rem; max-width: 110rem; }
[data-testid="stElementContainer"]:has(> [data-testid="stHtml"]) { display: none; }
.st-key-line_model_header h1 { padding: 0; }
/* Shortcuts are named in the tooltip; beside the word they would crowd the row. */
.st-key-undo kbd, .st-key-redo kbd { display: none; }
/* One screen of conversation that stays beside the model while the model scrolls. */
@media (min-width: 1200px) {
  .st-key-switch, [data-testid="stLayoutWrapper"]:has(> .st-key-switch) { display: none; }
  [data-testid="stLayoutWrapper"]:has(> .st-key-chat_pane) {
    position: sticky; top: 3rem; height: calc(100vh - 8rem); min-height: 26rem;
  }
  /* Where texts go stays in sight while the model scrolls. */
  [data-testid="stLayoutWrapper"]:has(> .st-key-line_model_part) { position: sticky; top: 0; z-index: 80; }
  .st-key-chat_pane { flex-wrap: nowrap; min-height: 0; }
  .st-key-chat_pane > [data-testid="stLayoutWrapper"]:has(> .st-key-talk) { flex: 1 1 0; min-height: 11rem; }
  .st-key-chat_pane .st-key-talk { height: 100%; }
  /* What was answered is read before the next question: it keeps the larger share of the screen. */
  .st-key-question { max-height: 38vh; overflow-y: auto; }
  /* The button of a long list stays in sight while its lines scroll. */
  [data-testid="stLayoutWrapper"]:has(> .st-key-send_row) {
    position: sticky; bottom: -1rem; z-index: 10; padding: 0.5rem 0;
  }
}
@media (max-width: 1199px) {
  .st-key-panes .stColumn:has(.st-key-chat_pane), .st-key-panes .stColumn:has(.st-key-model_pane) {
    min-width: 100%; flex: 1 1 100%;
  }
  [data-testid="stLayoutWrapper"]:has(> .st-key-switch) {
    position: sticky; top: 0; z-index: 90; padding: 0.4rem 0;
  }
  [data-testid="stLayoutWrapper"]:has(> .st-key-talk) { height: auto; flex: 0 0 auto; }
  .st-key-chat_pane .st-key-talk { height: auto; max-height: 55vh; }
}
@media (max-width: 767px) {
  [data-testid="stMainBlockContainer"] { padding-left: 1rem; padding-right: 1rem; }
}
/* The stages stand in one line, which is moved sideways where room is short, so that the model has the page. */
.st-key-strip { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: thin; }
.st-key-strip > * { flex-shrink: 0; }
.st-key-strip button p { font-size: 0.8rem; }
.st-key-top > [data-testid="stLayoutWrapper"]:has(> .st-key-strip) { flex: 1 1 0; min-width: 0; }
@media (max-width: 1199px) {
  .st-key-top { gap: 0.25rem; }
  .st-key-top > [data-testid="stLayoutWrapper"]:has(> .st-key-strip) { order: 9; flex-basis: 100%; }
}
[data-testid="stDialog"] [data-testid="stMarkdownContainer"] h2 { font-size: 1.1rem; }
/* A row of the list of models: the name above what is in it, close together. */
[class*="st-key-recent_"] { padding: 0.35rem 0.75rem; }
[class*="st-key-words_"] button { min-height: 1.75rem; padding: 0; text-align: left; }
[class*="st-key-words_"] button p { font-weight: 600; overflow-wrap: anywhere; text-align: left; }
[class*="st-key-words_"] [data-testid="stCaptionContainer"] { margin: 0; }
/* The keys that the page listens to take no room, nor does the title of what is plainly a conversation. */
[data-testid="stLayoutWrapper"]:has(> .st-key-keys), [data-testid="stLayoutWrapper"]:has(> .st-key-talk_title) {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
/* In rows of words with buttons the words give way first, so the buttons stay where they are looked for. */
[class*="st-key-line_"] > [data-testid="stElementContainer"]:first-child,
[class*="st-key-line_state"] > [data-testid="stLayoutWrapper"]:first-child { flex: 1 1 13rem; min-width: 13rem; }
@media (max-width: 767px) {
  [class*="st-key-line_destination"] > [data-testid="stElementContainer"]:first-child,
  [class*="st-key-line_model_part"] > [data-testid="stElementContainer"]:first-child,
  [class*="st-key-line_state"] > [data-testid="stLayoutWrapper"]:first-child { flex-basis: 100%; }
}
/* A row says where and why below its title, in smaller letters. */
[class*="st-key-card_T-"] summary p > span:last-child { display: block; margin-top: 0.1rem; }
[class*="st-key-card_T-"] summary p { overflow-wrap: anywhere; }
[class*="st-key-pickrow_"] { flex-wrap: nowrap; }
[class*="st-key-pickrow_"] > [data-testid="stLayoutWrapper"] { flex: 1 1 0; min-width: 0; }
/* A review is read from a distance too: large letters, and one column as wide as a line of text. */
.st-key-review { max-width: 52rem; margin: 0 auto; }
.st-key-review_told [data-testid="stMarkdownContainer"] { font-size: 1.2rem; line-height: 1.5; }
.st-key-review h1 { overflow-wrap: anywhere; }
.st-key-review kbd { color: inherit; }
/* Lines of text stay short enough to read. */
.st-key-talk [data-testid="stMarkdownContainer"], .st-key-talk [data-testid="stText"] { max-width: 72ch; }
.st-key-intro [data-testid="stMarkdownContainer"] { max-width: 48rem; }
/* Bars of before and after: the words carry the numbers, the bars repeat them. */
[class*="st-key-bars_"] [data-testid="stElementContainer"]:has(> [data-testid="stHtml"]) { display: block; }
[class*="st-key-bars_"] .tp-bars { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.6rem; }
[class*="st-key-bars_"] .tp-bars li {
  display: grid; grid-template-columns: 1fr auto; gap: 0.15rem 0.75rem; margin: 0; padding: 0; align-items: center;
}
[class*="st-key-bars_"] .tp-slim { gap: 0.3rem; }
[class*="st-key-bars_"] .tp-slim li { grid-template-columns: 5.5rem 1fr 4.5rem; }
.tp-slim .tp-words { order: 1; }
.tp-slim .tp-pair { grid-column: auto; }
.tp-name { overflow-wrap: anywhere; min-width: 0; }
.tp-words { text-align: right; font-variant-numeric: tabular-nums; }
.tp-pair { grid-column: 1 / -1; display: grid; grid-template-areas: "bar"; height: 0.7rem; }
.tp-pair span { grid-area: bar; height: 100%; border-radius: 3px; transition: width 0.3s; }
.tp-was { box-shadow: inset 0 0 0 1.5px currentColor; opacity: 0.75; z-index: 1; }
/* What moves stays in sight while one switches, and labels of switches are read whole. */
[data-testid="stLayoutWrapper"]:has(> .st-key-moving) { position: sticky; top: 3.2rem; z-index: 70; padding: 0.5rem 0; }
.st-key-board [data-testid="stCheckbox"] label p { white-space: normal; overflow: visible; }
.st-key-board [data-testid="stCheckbox"] label > div:last-child { overflow: visible; }
@media (min-width: 1200px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-moving) { top: 1.5rem; }
  .st-key-board .stColumn:last-child > [data-testid="stVerticalBlock"] { position: sticky; top: 13rem; height: auto; }
}
@media (prefers-reduced-motion: reduce) { .tp-pair span { transition: none; } }
/* A title that leads to a card reads like a line of a list, also where it takes two. */
[class*="st-key-ten_"] button, [class*="st-key-ten_"] button * { justify-content: flex-start; text-align: left; }
/* The browser keeps back a file that is too large; its reason is told to screen readers alone, and here to everyone. */
:is(.st-key-upload, .st-key-composer):has([data-testid="stFileChip"][aria-invalid="true"])::after {
  content: "A file is larger than LIMIT MB and was not read. Send the part that describes the system.";
}
/* Marks of 15 and 19 pixels are too small for a finger. */
.stTooltipHoverTarget > button[aria-label^="Help for"], .st-key-composer button[aria-label="Upload a file"] {
  min-width: 24px; min-height: 24px;
}
@media print {
  .st-key-chat_pane, .st-key-switch, .st-key-strip, .st-key-section, [data-testid="stHeader"] { display: none; }
}
</style>
"""


_COLOURED = """
<style>
/* On filled buttons and chips the words have the page's own ground colour: dark on bright, bright on dark. */
[data-testid="stBaseButton-primary"]:enabled, [data-testid="stBaseButton-primaryFormSubmit"]:enabled,
.st-key-keep_open button, .stMultiSelect [data-tag], .stMultiSelect [data-tag] * { color: GROUND; }
[data-testid="stLayoutWrapper"]:has(> .st-key-line_model_part) { background: GROUND; }
[data-testid="stLayoutWrapper"]:has(> .st-key-send_row) { background: GROUND; }
[data-testid="stLayoutWrapper"]:has(> .st-key-moving) { background: GROUND; }
@media (max-width: 1199px) { [data-testid="stLayoutWrapper"]:has(> .st-key-switch) { background: GROUND; } }
/* What opens over the page lies outside of what has the theme's scheme. */
[data-testid="stPopoverBody"], [data-testid="stDialog"], [data-testid="stTooltipContent"] { color-scheme: SCHEME; }
/* The word of an open box, and the keys named on a filled button, keep the colour of the words around them. */
[data-testid="stPopoverButton"][aria-expanded="true"]:not(:hover), [data-testid^="stBaseButton-primary"] kbd {
  color: inherit; opacity: 1;
}
/* Captions and summaries are quieter than text, yet dark enough to read; faded to 60 % they are not. */
[data-testid="stCaptionContainer"], .stExpander summary { color: QUIET; opacity: 1; }
.stExpander summary:hover { color: inherit; }
</style>
"""


def set_style() -> None:
    """Put the rules on the page; their colours follow the theme by themselves, also when it changes meanwhile."""
    coloured = _COLOURED.replace("GROUND", _either("backgroundColor", "Canvas"))
    scheme = "dark" if st.context.theme.type == "dark" else "light"
    coloured = coloured.replace("QUIET", _either("grayTextColor", "CanvasText")).replace("SCHEME", scheme)
    st.html(_RULES.replace("LIMIT", str(LIMIT_MB)) + coloured)


def _either(token: str, otherwise: str) -> str:
    """A token of both themes, of which the browser takes the one that the page is drawn in."""
    light, dark = (str(st.get_option(f"theme.{theme}.{token}") or otherwise) for theme in ("light", "dark"))
    return f"light-dark({light}, {dark})"
