/* The matrix of crossings: every number is a button that chooses its pair. Every word goes through textContent. */
const made = new WeakMap();

function add(parent, tag, text) {
  const part = document.createElement(tag);
  if (text !== undefined) part.textContent = text;
  parent.append(part);
  return part;
}

function draw(box, { to, rows }) {
  const table = document.createElement("table"), head = add(add(table, "thead"), "tr"), body = add(table, "tbody");
  add(add(head, "td"), "small", "from ↓ into →");
  for (const name of to) add(head, "th", name).scope = "col";
  for (const row of rows) {
    const line = add(body, "tr");
    add(line, "th", row.from).scope = "row";
    row.cells.forEach((cell, at) => {
      const place = add(line, "td");
      if (!cell) return;
      place.style.background = `color-mix(in srgb, light-dark(#1763a6, #6db3f2) ${cell.shade}%, transparent)`;
      const holder = cell.pair ? add(place, "button") : place;
      if (cell.pair) {
        holder.type = "button";
        holder.dataset.pair = cell.pair;
        holder.setAttribute("aria-label", `${row.from} to ${to[at]}: ${cell.n} report${cell.n === 1 ? "" : "s"}${cell.people ? `, ${cell.people} people` : ""}`);
      }
      add(holder, "b", cell.n.toLocaleString("en"));
      if (cell.people) add(holder, "small", cell.people);
    });
  }
  box.replaceChildren(table);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".gn-matrix"), known = made.get(box) || {};
  made.set(box, known);
  known.press = (event) => {
    const button = event.target.closest("button[data-pair]");
    if (button) setTriggerValue("pair", button.dataset.pair);
  };
  const key = JSON.stringify([data.to, data.rows]);
  if (known.key !== key) {
    known.key = key;
    draw(box, data);
  }
  for (const button of box.querySelectorAll("button[data-pair]")) button.setAttribute("aria-pressed", button.dataset.pair === data.chosen);
  if (known.listening) return;
  known.listening = true;
  box.addEventListener("click", (event) => known.press(event));
}
