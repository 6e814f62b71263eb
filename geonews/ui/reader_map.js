/* The small map beside an article: places of the text and places on the map answer to one another. Hovering or focusing
   a name picks out its mark and its other mentions, a click or Enter brings the map there; a mark does the same for the
   names, and a click on it goes to the first of them. An event's sentence opens its card. Every word stays in the article,
   which this script only reads attributes of; tooltips take text, never markup. */
let leaflet = null;

function library(base, version) {
  if (window.L && window.L.map) return Promise.resolve(window.L);
  return (leaflet = leaflet || new Promise((done, failed) => {
    const style = document.createElement("link"), script = document.createElement("script");
    style.rel = "stylesheet";
    style.href = `${base}assets/leaflet.css?v=${version}`;
    script.src = `${base}assets/leaflet.js?v=${version}`;
    script.onload = () => done(window.L);
    script.onerror = () => failed(new Error("the map's script did not load"));
    document.head.append(style, script);
  }));
}

class ReaderMap {
  constructor(L, box, base, landVersion) {
    this.L = L;
    this.marks = new Map();
    this.map = L.map(box, { attributionControl: false, minZoom: 1, maxZoom: 12, zoomSnap: .5, worldCopyJump: true });
    this.map.setView([20, 20], 1);
    this.places = L.featureGroup().addTo(this.map);
    fetch(`${base}land/${landVersion}`, { credentials: "same-origin" }).then((answer) => answer.json()).then((land) => {
      this.land = L.geoJSON(land, { renderer: L.canvas({ padding: .5 }), interactive: false, style: () => this.ground });
      this.land.addTo(this.map).bringToBack();
    });
  }
  draw({ places, colours }) {
    this.ground = { fillColor: colours.land, color: colours.line, weight: .8, fillOpacity: 1 };
    this.colours = colours;
    this.map.getContainer().style.background = colours.sea;
    if (this.land) this.land.setStyle(this.ground);
    this.places.clearLayers();
    this.marks.clear();
    for (const { id, lon, lat, name, exact } of places) {
      const mark = this.L.circleMarker([lat, lon], { radius: 6, weight: 2, color: colours.accent, fillColor: colours.accent,
        fillOpacity: exact ? .75 : .12, dashArray: exact ? null : "3 3", className: "gn-mini-mark" });
      const words = document.createElement("span");
      words.textContent = name;
      words.dir = "auto";
      mark.bindTooltip(words);
      mark.on("mouseover", () => this.pick(id)).on("mouseout", () => this.pick(null)).on("click", () => {
        const first = document.querySelector(`.gn-reader [data-place="${CSS.escape(id)}"]`);
        if (first) { first.scrollIntoView({ block: "center", behavior: "smooth" }); first.focus({ preventScroll: true }); }
      });
      mark.addTo(this.places);
      this.marks.set(id, mark);
    }
    this.map.invalidateSize();
    if (places.length) this.map.fitBounds(this.places.getBounds(), { padding: [28, 28], maxZoom: 6, animate: false });
    this.map.getContainer().dataset.places = places.length;
  }
  pick(id) {
    for (const [key, mark] of this.marks) {
      const here = key === id;
      mark.setRadius(here ? 10 : 6);
      if (here) mark.bringToFront().openTooltip(); else mark.closeTooltip();
    }
    for (const name of document.querySelectorAll(".gn-reader [data-place]")) name.classList.toggle("gn-on", name.dataset.place === id);
    this.map.getContainer().dataset.picked = id || "";
  }
  go(id) {
    const mark = this.marks.get(id);
    if (mark) this.map.setView(mark.getLatLng(), Math.max(6, this.map.getZoom()), { animate: false });
  }
}

const shown = new WeakMap();

export default async function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".gn-minimap");
  const made = shown.get(box) || library(data.base, data.version).then((L) => new ReaderMap(L, box, data.base, data.land));
  shown.set(box, made);
  const reader = await made;
  reader.draw(data);
  const of = (event, what) => { const found = event.target.closest && event.target.closest(`.gn-reader [data-${what}]`); return found && found.dataset[what]; };
  const listeners = {
    mouseover: (event) => { const id = of(event, "place"); if (id) reader.pick(id); },
    mouseout: (event) => { if (of(event, "place")) reader.pick(null); },
    focusin: (event) => { const id = of(event, "place"); if (id) reader.pick(id); },
    click: (event) => {
      const id = of(event, "place");
      if (id) return void (reader.go(id), reader.pick(id));
      const chosen = of(event, "event");
      if (chosen) setTriggerValue("event", chosen);
    },
    keydown: (event) => { if (event.key === "Enter") listeners.click(event); },
  };
  if (reader.listeners) for (const name in reader.listeners) document.removeEventListener(name, reader.listeners[name]);
  reader.listeners = listeners;
  for (const name in listeners) document.addEventListener(name, listeners[name]);
  return () => { for (const name in listeners) document.removeEventListener(name, listeners[name]); };
}
