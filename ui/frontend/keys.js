// Keys that buttons cannot take as shortcuts: ? opens the help, Alt with a digit turns to a section.
// What is typed into a field stays there: ? counts only outside of fields and dialogs.
// It stands last on its page, so while the page says that keys are heard, the shortcuts of its buttons are heard too.

const FIELDS = "input, textarea, select, [contenteditable=true], [role=dialog]";
const HELD = new Set(["Shift", "Alt", "Control", "Meta", "AltGraph"]);
// While a button is drawn anew, the shortcuts of its kind may miss that a key was let go, and then wait for it with
// every key that follows. So each key that was pressed is reported as let go before the next one counts, whoever was
// being drawn meanwhile; this outlasts the drawing.
const pressed = new Map();

export default function listen({ setTriggerValue }) {
  const page = document.documentElement.dataset;
  const mine = crypto.getRandomValues(new Uint32Array(1))[0].toString();
  const heard = (event) => {
    if (event.ctrlKey || event.metaKey || event.repeat) return;
    const digit = /^Digit([1-5])$/.exec(event.code);
    const isHelp = event.key === "?" && !event.altKey && !event.target.closest?.(FIELDS);
    if (!isHelp && !(digit && event.altKey && !event.shiftKey)) return;
    event.preventDefault();
    setTriggerValue("key", isHelp ? "help" : digit[1]);
  };
  const first = (event) => {
    if (!event.isTrusted || event.repeat) return;
    for (const key of pressed.values()) document.dispatchEvent(new KeyboardEvent("keyup", key));
    pressed.clear();
    if (!HELD.has(event.key)) pressed.set(event.code, { key: event.key, code: event.code, keyCode: event.keyCode });
  };
  window.addEventListener("keydown", first, true);
  document.addEventListener("keydown", heard);
  page.keys = mine;
  return () => {
    window.removeEventListener("keydown", first, true);
    document.removeEventListener("keydown", heard);
    if (page.keys === mine) delete page.keys;
  };
}
