/* Symbols of the map: what an event, a pile of events, a place and a crossing look like. No text becomes markup here:
   every word from the data goes through textContent. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  const SVG = "http://www.w3.org/2000/svg";
  const STATUS = ["happened", "planned", "hypothetical", "denied"];

  function node(name, attributes, parent) {
    const made = document.createElementNS(SVG, name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (parent) parent.appendChild(made);
    return made;
  }

  function canvas(size, className) {
    return node("svg", { width: size, height: size, viewBox: `${-size / 2} ${-size / 2} ${size} ${size}`,
      class: "gn-mark " + className, "aria-hidden": "true" });
  }

  function icon(svg, size) {
    return L.divIcon({ html: svg, className: "", iconSize: [size, size], iconAnchor: [size / 2, size / 2] });
  }

  /* One event. Filled: happened. Hollow: planned or hypothetical (dotted). Struck through: denied. A dashed halo
     means that the place is an area, not a town. The rim is the paler the less sure the coder is. */
  function eventIcon(event, colour, chosen) {
    const size = event.p > 1 ? 38 : 26;
    const svg = canvas(size, event.p > 1 ? "gn-area" : "gn-dot");
    if (chosen) node("circle", { r: 12, fill: "none", stroke: colour, "stroke-width": 3, class: "gn-chosen" }, svg);
    if (event.p > 1) node("circle", { r: 15, fill: colour, "fill-opacity": .12, stroke: colour, "stroke-width": 1.4, "stroke-dasharray": "3 3" }, svg);
    const filled = event.s === 0;
    const radius = event.p > 1 ? 4.5 : chosen ? 8.5 : 6.5;
    node("circle", { r: radius + 1.6, fill: "var(--halo)" }, svg);
    node("circle", { r: filled ? radius : radius - .8, fill: filled ? colour : "var(--halo)", stroke: colour,
      "stroke-width": filled ? 0 : 2.2, "stroke-dasharray": event.s === 2 ? "2 2.4" : "none" }, svg);
    if (event.u != null) node("circle", { r: radius + 2.6, fill: "none", stroke: colour, "stroke-width": 1.6, "stroke-opacity": Math.max(.08, event.u), class: "gn-sure" }, svg);
    if (event.s === 3) node("line", { x1: -5, y1: 5, x2: 5, y2: -5, stroke: colour, "stroke-width": 2 }, svg);
    return icon(svg, size);
  }

  /* Ten times as many events make a ring three pixels wider on every side: their number can be read, and they stay apart. */
  function pileRadius(total) { return Math.min(25, 10 + 3 * Math.log10(total)); }

  /* A number in few signs: 950, 1.2k, 20k, 1.5M. */
  function short(total) {
    return total < 1000 ? `${total}` : total < 995000 ? `${+(total / 1000).toPrecision(2)}k` : `${+(total / 1e6).toPrecision(2)}M`;
  }

  /* A pile of events: a ring with the share of each family and the number in it. */
  function pileIcon(total, shares, colours, chosen) {
    const radius = pileRadius(total);
    const size = Math.ceil(radius * 2 + 10);
    const svg = canvas(size, "gn-stack");
    if (chosen) node("circle", { r: radius, fill: "none", stroke: "var(--accent)", "stroke-width": 3, class: "gn-chosen" }, svg);
    node("circle", { r: radius + 1.6, fill: "var(--halo)" }, svg);
    const around = 2 * Math.PI * (radius - 2);
    let turned = 0;
    for (const [family, count] of shares) {
      const share = (count / total) * around;
      node("circle", { r: radius - 2, fill: "none", stroke: colours[family], "stroke-width": 4,
        "stroke-dasharray": `${share} ${around - share}`, "stroke-dashoffset": -turned, transform: "rotate(-90)" }, svg);
      turned += share;
    }
    const words = node("text", { y: .5 }, svg);
    words.textContent = short(total);
    return icon(svg, size);
  }

  function tip(kicker, title, note) {
    const box = L.DomUtil.create("div", "gn-tip");
    for (const [tag, text] of [["i", kicker], ["b", title], ["span", note]]) {
      if (!text) continue;
      const line = L.DomUtil.create(tag, "", box);
      line.setAttribute("dir", "auto");
      line.textContent = text;
    }
    return box;
  }

  function label(text, className) {
    const span = L.DomUtil.create("span", className);
    span.textContent = text;
    return span;
  }

  /* Points of a curve from one place through (or past) others, bent so that both directions of a pair stay apart. */
  function curve(line, bend) {
    const points = line.map(([lon, lat]) => L.CRS.EPSG3857.project(L.latLng(lat, lon)));
    const path = [];
    for (let leg = 0; leg + 1 < points.length; leg++) {
      const a = points[leg], b = points[leg + 1];
      const mid = L.point((a.x + b.x) / 2 - (b.y - a.y) * bend, (a.y + b.y) / 2 + (b.x - a.x) * bend);
      for (let step = 0; step <= 20; step++) {
        const t = step / 20, u = 1 - t;
        path.push(L.CRS.EPSG3857.unproject(L.point(u * u * a.x + 2 * u * t * mid.x + t * t * b.x, u * u * a.y + 2 * u * t * mid.y + t * t * b.y)));
      }
    }
    return path;
  }

  function arrowIcon(from, to, colour, width) {
    const a = L.CRS.EPSG3857.project(from), b = L.CRS.EPSG3857.project(to);
    const degrees = (Math.atan2(-(b.y - a.y), b.x - a.x) * 180) / Math.PI;
    const size = 16 + 1.5 * width, reach = size / 2 - 1.5;
    const svg = canvas(size, "gn-head");
    node("path", { d: `M${-reach * .7},${-reach * .72} L${reach * .85},0 L${-reach * .7},${reach * .72} L${-reach * .25},0 Z`, fill: colour,
      stroke: "var(--halo)", "stroke-width": 2.6, "stroke-linejoin": "round", "paint-order": "stroke", transform: `rotate(${degrees})` }, svg);
    return icon(svg, size);
  }

  geonews.symbols = { STATUS, node, eventIcon, pileIcon, pileRadius, short, arrowIcon, curve, tip, label };
})();
