// The diagram of the page: moved with the mouse, a finger or keys; a click on a part or boundary tells the page.
// The drawing comes from the server as SVG that holds no script; it is parsed as XML and nothing in it is run.

const MOST = 4;
const LEAST = 0.1;
const SMALL = 0.6;
const READABLE = 0.75;
const STEP = 1.25;
const STRIDE = 60;
const SLACK = 4;
const MARGIN = 20;
const views = new WeakMap();
const clamp = (number, least, most) => Math.min(Math.max(number, least), most);

export default function show({ data, parentElement, setTriggerValue }) {
  const frame = parentElement.querySelector(".frame");
  let view = views.get(frame);
  if (!view) {
    view = new View(frame, parentElement.querySelector(".tools"));
    views.set(frame, view);
  }
  view.tell = setTriggerValue;
  view.draw(data);
  return () => view.rest();
}

class View {
  constructor(frame, tools) {
    this.frame = frame;
    this.drawn = "";
    this.fingers = new Map();
    this.moved = 0;
    this.watch = new ResizeObserver(() => this.fitAgain());
    frame.addEventListener("pointerdown", (event) => this.press(event));
    frame.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) {
      frame.addEventListener(end, (event) => this.fingers.delete(event.pointerId));
    }
    frame.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    frame.addEventListener("keydown", (event) => this.key(event));
    frame.addEventListener("click", (event) => this.pick(event));
    tools.addEventListener("click", (event) => this.tool(event.target.closest("button")?.dataset.do));
    // Some browsers, those of iPhones among them, show no part of a page on the whole screen.
    tools.querySelector("[data-do=full]").hidden = !document.fullscreenEnabled;
    frame.parentElement.addEventListener("fullscreenchange", () => this.fit());
  }

  draw({ svg, told, picks, doors, lit }) {
    this.watch.observe(this.frame);
    const content = JSON.stringify([svg, picks, doors, lit]);
    if (content === this.drawn) return;
    const held = this.frame.getRootNode().activeElement?.closest?.("[data-part],[data-zone]")?.id;
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    this.picture = document.importNode(parsed, true);
    const [left, top, wide, high] = parsed.getAttribute("viewBox").split(" ").map(Number);
    this.whole = { left, top, wide, high };
    this.lit = lit;
    this.prepare(told, picks, doors);
    this.frame.replaceChildren(this.picture);
    this.drawn = content;
    this.touched = false;
    this.fit(true);
    if (held) this.picture.getElementById(held)?.focus();
  }

  prepare(told, picks, doors) {
    this.picture.setAttribute("role", "group");
    this.picture.setAttribute("aria-label", told);
    this.picture.removeAttribute("width");
    this.picture.removeAttribute("height");
    this.picture.querySelector(":scope > title")?.remove();
    for (const [id, name] of Object.entries(picks)) this.button("part", id, name);
    for (const [id, name] of Object.entries(doors)) this.button("zone", id, name);
  }

  button(kind, id, name) {
    const all = [...this.picture.querySelectorAll(`[data-${kind}="${CSS.escape(id)}"]`)];
    const one = all.at(-1);
    if (!one) return;
    one.setAttribute("role", "button");
    one.setAttribute("tabindex", "0");
    one.setAttribute("aria-label", name);
    if (kind === "zone") this.sign(one, all.length > 1 ? " −" : " +");
  }

  // The name of a boundary gets a sign that it can be closed or opened.
  sign(group, text) {
    const sign = document.createElementNS("http://www.w3.org/2000/svg", "tspan");
    sign.textContent = text;
    sign.setAttribute("class", "sign");
    const names = [...group.querySelectorAll('text[font-weight="600"]')].filter((one) => one.getAttribute("font-size") > 11);
    names.at(-1)?.append(sign);
  }

  rest() {
    this.watch.disconnect();
    this.fingers.clear();
  }

  fit(first = false) {
    if (!this.picture) return;
    const whole = this.whole;
    const full = document.fullscreenElement || this.frame.getRootNode().fullscreenElement;
    const wide = this.frame.clientWidth;
    if (!wide) return;
    const most = full ? this.frame.clientHeight : Math.max(320, Math.min(window.innerHeight * 0.68, 760));
    const fits = Math.min(wide / whole.wide, most / whole.high, 1.25);
    const path = first && fits < SMALL ? this.path() : null;
    const near = path ? Math.min(wide / path.wide, most / path.high) : wide / 420;
    this.scale = first && fits < SMALL ? clamp(near, fits, READABLE) : fits;
    this.width = wide;
    this.frame.style.height = full ? "" : `${Math.ceil(Math.min(most, whole.high * this.scale))}px`;
    this.center(path);
    this.apply();
  }

  // What fits stands in the middle; of what does not, the lit path is shown, or the part with the first actor.
  center(path) {
    const { left, top, wide, high } = this.whole;
    const across = this.frame.clientWidth / this.scale;
    const down = this.frame.clientHeight / this.scale;
    const [entryX, entryY] = path?.middle ?? this.entry();
    this.x = across > wide ? left - (across - wide) / 2 : clamp(entryX - across / 2, left, left + wide - across);
    this.y = down > high ? top - (down - high) / 2 : clamp(entryY - down / 2, top, top + high - down);
  }

  // Where the lit parts stand, with a margin.
  path() {
    const groups = this.lit.map((id) => this.picture.getElementById(`part-${id}`) ?? this.picture.getElementById(`zone-${id}`));
    const boxes = groups.filter(Boolean).map((one) => one.getBBox());
    if (!boxes.length) return null;
    const left = Math.min(...boxes.map((box) => box.x)) - MARGIN;
    const top = Math.min(...boxes.map((box) => box.y)) - MARGIN;
    const wide = Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN - left;
    const high = Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN - top;
    return { wide, high, middle: [left + wide / 2, top + high / 2] };
  }

  entry() {
    const outline = this.picture.querySelector('[data-part^="P-"] rect') ?? this.picture.querySelector("[data-part] rect");
    const at = (name) => Number(outline?.getAttribute(name) ?? 0);
    return [at("x") + at("width") / 2, at("y") + at("height") / 2];
  }

  fitAgain() {
    if (this.picture && this.frame.clientWidth !== this.width) this.touched ? this.apply() : this.fit(true);
  }

  apply() {
    const wide = this.frame.clientWidth / this.scale;
    const high = this.frame.clientHeight / this.scale;
    const { left, top, wide: most, high: tall } = this.whole;
    this.x = clamp(this.x, left - wide * 0.7, left + most - wide * 0.3);
    this.y = clamp(this.y, top - high * 0.7, top + tall - high * 0.3);
    this.picture.setAttribute("viewBox", `${this.x} ${this.y} ${wide} ${high}`);
    this.frame.dataset.scale = this.scale.toFixed(2);
  }

  zoom(factor, atX = this.frame.clientWidth / 2, atY = this.frame.clientHeight / 2) {
    const next = clamp(this.scale * factor, LEAST, MOST);
    this.x += atX / this.scale - atX / next;
    this.y += atY / this.scale - atY / next;
    this.scale = next;
    this.touched = true;
    this.apply();
  }

  move(across, down) {
    this.x += across / this.scale;
    this.y += down / this.scale;
    this.touched = true;
    this.apply();
  }

  press(event) {
    if (event.button) return;
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
    this.moved = 0;
  }

  drag(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const [x, y] = [event.clientX, event.clientY];
    this.moved += Math.abs(x - before[0]) + Math.abs(y - before[1]);
    if (this.moved < SLACK) return;
    this.frame.setPointerCapture(event.pointerId);
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const area = this.frame.getBoundingClientRect();
      const spread = ([a, b]) => Math.hypot(a - other[0], b - other[1]) || 1;
      this.zoom(spread([x, y]) / spread(before), (x + other[0]) / 2 - area.left, (y + other[1]) / 2 - area.top);
    } else {
      this.move(before[0] - x, before[1] - y);
    }
    this.fingers.set(event.pointerId, [x, y]);
  }

  // The page scrolls with the wheel; with Ctrl or Cmd held, as in maps, the picture zooms.
  wheel(event) {
    if (!(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const area = this.frame.getBoundingClientRect();
    this.zoom(Math.exp(-event.deltaY / 300), event.clientX - area.left, event.clientY - area.top);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === "+" || event.key === "=") this.zoom(STEP);
    else if (event.key === "-") this.zoom(1 / STEP);
    else if (event.key === "0") this.fit();
    else if (moves[event.key]) this.move(...moves[event.key].map((side) => side * STRIDE));
    else if ((event.key === "Enter" || event.key === " ") && this.chosen(event.target)) this.pick(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  tool(name) {
    if (name === "closer") this.zoom(STEP);
    if (name === "farther") this.zoom(1 / STEP);
    if (name === "fit") this.fit();
    if (name === "full") {
      if (document.fullscreenElement) document.exitFullscreen();
      else this.frame.parentElement.requestFullscreen?.();
    }
  }

  chosen(target) {
    return target.closest?.("[role=button]");
  }

  pick(event) {
    const one = this.chosen(event.target);
    if (!one || (event.type === "click" && this.moved >= SLACK)) return;
    if (document.fullscreenElement && one.dataset.part) document.exitFullscreen();
    if (one.dataset.part) this.tell("picked", one.dataset.part);
    else this.tell("turned", one.dataset.zone);
  }
}
