/* The handle of the sheet: a press or a pull moves it between three stops, which the style sheet gives their heights. The
   stop stands in the page's root as data-gn-sheet, and stays through all that Streamlit draws. */
const STOPS = ["counts", "list", "card"], PULL = 24;
const known = new WeakMap();

export default function ({ data, parentElement }) {
  const handle = parentElement.querySelector(".gn-handle"), root = document.documentElement;
  const at = () => Math.max(0, STOPS.indexOf(root.dataset.gnSheet));
  const go = (stop) => {
    root.dataset.gnSheet = STOPS[Math.max(0, Math.min(STOPS.length - 1, stop))];
    handle.setAttribute("aria-expanded", at() > 0);
  };
  const before = known.get(root) || {}, state = { top: data.top, what: data.what };
  known.set(root, state);
  if (data.top === "events") {
    if (before.top && before.top !== "events") go(Math.min(at(), 1)); // what lay on the list is taken away
    else if (data.what !== null && before.what !== data.what) go(Math.max(at(), 1));
  } else if (before.top !== data.top || before.what !== data.what) go(2);
  if (!root.dataset.gnSheet) go(0);
  if (handle.dataset.ready) return;
  handle.dataset.ready = "1";
  handle.closest(".st-key-gn_drawer")?.addEventListener("focusin", (event) => { if (at() === 0 && event.target !== handle) go(1); }); // by keyboard
  let from = null, pulled = 0;
  handle.addEventListener("pointerdown", (event) => { from = event.clientY; pulled = 0; handle.setPointerCapture(event.pointerId); });
  handle.addEventListener("pointermove", (event) => { if (from !== null) pulled = from - event.clientY; });
  handle.addEventListener("pointerup", () => {
    if (Math.abs(pulled) > PULL) go(at() + Math.sign(pulled) * (Math.abs(pulled) > innerHeight / 2 ? 2 : 1));
    from = null;
  });
  handle.addEventListener("pointercancel", () => { from = null; });
  handle.addEventListener("click", () => { if (Math.abs(pulled) <= PULL) go((at() + 1) % STOPS.length); pulled = 0; });
  handle.addEventListener("keydown", (event) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (step) { event.preventDefault(); go(at() + step); }
  });
}
