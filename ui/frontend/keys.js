// Keys that buttons cannot take as shortcuts: ? opens the help, Alt with a digit turns to a section.
// What is typed into a field stays there: ? counts only outside of fields and dialogs.
// It stands last on its page, so while the page says that keys are heard, the shortcuts of its buttons are heard too.

const FIELDS = "input, textarea, select, [contenteditable=true], [role=dialog]";

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
  document.addEventListener("keydown", heard);
  page.keys = mine;
  return () => {
    document.removeEventListener("keydown", heard);
    if (page.keys === mine) delete page.keys;
  };
}
