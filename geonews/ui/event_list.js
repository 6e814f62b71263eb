/* The list of events: a click anywhere on a row, or Enter on it, opens it. The rows are kept when another one is opened, so
   that the list stays where it was scrolled to. Every word goes through textContent. */
const made = new WeakMap();

function row({ id, colour, day, head, times, words }) {
  const item = document.createElement("button");
  item.type = "button";
  item.className = "gn-row";
  item.dataset.event = id;
  item.style.setProperty("--gn-family", colour);
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
  list.style.maxHeight = `${data.height}px`;
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
  }
}
