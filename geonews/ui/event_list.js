/* The list of events: a click anywhere on a row, or Enter on it, opens it. The rows are kept when another one is opened, so
   that the list stays where it was scrolled to. Every word goes through textContent. */
const made = new WeakMap(), places = new WeakMap();

/* A row under the pointer, or under the keyboard's focus, lights its mark on the map; a mark lights its rows. */
function tell(item) {
  window.dispatchEvent(new CustomEvent("geonews-row", { detail: item ? places.get(item) : null }));
}
function light(list, what) {
  for (const item of list.children) {
    const { id, x, y } = places.get(item) || {}, box = what && what.box;
    item.classList.toggle("gn-lit", Boolean(what) && (id === what.id || Boolean(box && x >= box[0] - 1e-4 && x <= box[2] + 1e-4 && y >= box[1] - 1e-4 && y <= box[3] + 1e-4)));
  }
}

function row({ id, colour, day, head, times, words, at }) {
  const item = document.createElement("button");
  item.type = "button";
  item.className = "gn-row";
  item.dataset.event = id;
  item.style.setProperty("--gn-family", colour);
  places.set(item, { id, ...at });
  const parts = { time: day, b: head, i: times > 1 ? `×${times}` : "", q: words };
  for (const [tag, text] of Object.entries(parts)) {
    if (!text) continue;
    const part = document.createElement(tag);
    part.textContent = text;
    if (tag === "i") part.title = `${times} reports`;
    if (tag === "b" || tag === "q") part.dir = "auto";
    item.append(part);
  }
  return item;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector(".gn-rows"), known = made.get(list) || {};
  made.set(list, known);
  known.open = (event) => {
    const item = event.target.closest(".gn-row");
    if (item) setTriggerValue("event", item.dataset.event);
  };
  const key = JSON.stringify(data.rows);
  if (known.key !== key) {
    const grown = known.rows && data.rows.length > known.rows.length && known.rows.every((old, at) => old.id === data.rows[at].id);
    list.replaceChildren(...data.rows.map(row));
    if (known.key !== undefined && !grown) list.scrollTop = 0;
    Object.assign(known, { key, rows: data.rows });
  }
  for (const item of list.children) {
    const here = item.dataset.event === data.chosen;
    item.setAttribute("aria-current", here);
    if (here && known.chosen !== data.chosen) {
      const [top, foot] = [item.offsetTop, item.offsetTop + item.offsetHeight];
      if (top < list.scrollTop || foot > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 3;
    }
  }
  known.chosen = data.chosen;
  if (!known.listening) {
    known.listening = true;
    list.addEventListener("click", (event) => known.open(event));
    for (const name of ["pointerover", "focusin"]) list.addEventListener(name, (event) => tell(event.target.closest(".gn-row")));
    for (const name of ["pointerleave", "focusout"]) list.addEventListener(name, () => tell(null));
    const listener = ({ detail }) => (list.isConnected ? light(list, detail) : window.removeEventListener("geonews-mark", listener));
    window.addEventListener("geonews-mark", listener);
  }
}
