/* The layers: what the source sends, drawn. What has not changed since the last answer stays as it is, so that a step
   in time redraws only what is new. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  const symbols = () => geonews.symbols;
  const ROOMY = 4.5; // zoom from which areas have outlines and names of their own
  const BADGE_PIXELS = 34, BADGE_HALF = 9;
  const AROUND = [[0, 0], [0, -1], [0, 1], [1, 0], [-1, 0], [1, -1], [-1, -1], [1, 1], [-1, 1], [0, -2], [0, 2]];
  const HEAT = { .25: "#fde7a0", .5: "#f9b04b", .75: "#e4572e", 1: "#8f1d2c" };

  /* Leaflet.heat reads its canvas back at every drawing; browsers want to know that when it is made. */
  const initCanvas = L.HeatLayer.prototype._initCanvas;
  L.HeatLayer.include({
    _initCanvas() {
      const { create } = L.DomUtil;
      L.DomUtil.create = (...given) => {
        const made = create(...given);
        if (given[0] === "canvas") made.getContext("2d", { willReadFrequently: true });
        return made;
      };
      try { initCanvas.call(this); } finally { L.DomUtil.create = create; }
    },
  });

  geonews.LAYERS = [["events", "Events"], ["crossings", "Border crossings"], ["outlines", "Provinces and countries"],
    ["locations", "Places in the news"], ["borders", "Borders by crossings"], ["shading", "Countries by number"], ["heat", "Heat"]];
  geonews.USUAL = ["events", "crossings", "outlines", "locations"];

  geonews.Layers = class {
    constructor(news) {
      this.news = news;
      this.map = news.map;
      for (const [name, order] of [["outline", 350], ["flows", 420]]) this.map.createPane("gn-" + name).style.zIndex = order;
      this.outlineRenderer = L.svg({ pane: "gn-outline" });
      this.flowRenderer = L.svg({ pane: "gn-flows", padding: 1 });
      this.shadeRenderer = L.canvas({ pane: "gn-shade", padding: .5 });
      this.groups = {};
      for (const [key] of geonews.LAYERS) this.groups[key] = L.featureGroup();
      for (const key of news.on) this.groups[key].addTo(this.map);
      this.marks = new Map();
      this.areas = new Map();
      this.badges = L.featureGroup().addTo(this.groups.outlines);
    }

    switch(key, on) { on ? this.groups[key].addTo(this.map) : this.groups[key].remove(); }

    /* ---- what does not depend on the view ---- */
    drawOverlay(overlay) {
      this.overlay = overlay;
      this.heads = [];
      for (const key of ["crossings", "borders"]) this.groups[key].clearLayers();
      this.drawAreas();
      if (this.news.on.has("borders")) this.drawBorders();
      for (const crossing of overlay.crossings) this.drawCrossing(crossing);
      Object.assign(this.map.getContainer().dataset, { outlines: overlay.outlines.length, crossings: overlay.crossings.length });
    }

    /* An area is known by its badge; its outline is drawn, thin and hatched, while it is chosen or under the pointer. Fills
       belong to the shading of countries. */
    drawAreas() {
      this.roomy = this.map.getZoom() >= ROOMY;
      const before = this.areas;
      this.areas = new Map();
      for (const area of this.overlay.outlines) {
        const chosen = this.chosenArea() === area.k;
        if (!chosen && this.pointedArea !== area.k) continue;
        const geometry = area.g || this.news.ground.countries.get(area.k);
        if (!geometry) continue;
        const colour = this.news.colour(area.c[0][0]);
        const style = { color: colour, weight: chosen ? 2 : 1.4, dashArray: "5 4", fillColor: this.hatch(), fillOpacity: chosen ? .6 : .4 };
        const look = JSON.stringify(style), old = before.get(area.k);
        if (old && old.look === look) { this.areas.set(area.k, old); continue; }
        const shape = L.geoJSON(geometry, { renderer: this.outlineRenderer, pane: "gn-outline", interactive: false, style });
        this.groups.outlines.addLayer(shape);
        this.areas.set(area.k, { look, shape });
      }
      for (const [key, old] of before) if (this.areas.get(key) !== old) this.groups.outlines.removeLayer(old.shape);
    }
    /* A pattern of thin lines, made once for the page. */
    hatch() {
      if (!document.getElementById("gn-hatch")) {
        const drawing = symbols().node("svg", { width: 0, height: 0, "aria-hidden": "true", style: "position:absolute" }, document.body);
        const pattern = symbols().node("pattern", { id: "gn-hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, drawing);
        symbols().node("line", { x1: 0, y1: 0, x2: 0, y2: 7, "stroke-width": 1.6, class: "gn-hatched" }, pattern);
      }
      return "url(#gn-hatch)";
    }
    pointAt(area) {
      this.pointedArea = area;
      this.drawAreas();
    }
    chosenArea() { return this.news.state.chosen && this.news.state.chosen.area; }

    /* Badges of areas: those that would cover one another are one, with their sum, and step aside for what is drawn. */
    drawBadges() {
      if (!this.overlay) return;
      if (this.roomy !== this.map.getZoom() >= ROOMY) this.drawAreas();
      this.badges.clearLayers();
      const point = (area) => this.map.latLngToLayerPoint([area.y, area.x]);
      const piles = [];
      for (const area of this.overlay.outlines) {
        const at = point(area), near = !this.roomy && piles.find((pile) => pile.at.distanceTo(at) < BADGE_PIXELS);
        near ? near.areas.push(area) : piles.push({ at, areas: [area] });
      }
      const taken = this.taken();
      this.badgeBoxes = [];
      for (const { at, areas } of piles) {
        const wide = BADGE_HALF + 3 * symbols().short(this.sum(areas)).length + (this.roomy ? 3 * areas[0].h.length : 0);
        /* Pixels between the badge and what is nearest, 0 where it is free; no more is counted than the best so far. */
        const room = ([x, y], best) => {
          let least = 0;
          for (const [other, radius] of taken) {
            const far = Math.max(0, Math.abs(at.x + x - other.x) - wide), high = Math.max(0, Math.abs(at.y + y - other.y) - BADGE_HALF);
            least = Math.min(least, Math.hypot(far, high) - radius);
            if (least <= best) return best;
          }
          return least;
        };
        let free = [0, 0], best = -Infinity;
        for (const [x, y] of AROUND) {
          const step = [x * (wide + 14), y * 26], found = room(step, best);
          if (found > best) [free, best] = [step, found];
          if (best === 0) break;
        }
        this.badgeBoxes.push([at.x + free[0] - wide, at.y + free[1] - BADGE_HALF, at.x + free[0] + wide, at.y + free[1] + BADGE_HALF]);
        for (const side of [-1, 0, 1]) taken.push([at.add([free[0] + side * Math.max(0, wide - BADGE_HALF), free[1]]), BADGE_HALF]);
        this.addBadge(areas, free);
      }
    }
    sum(areas) { return areas.reduce((sum, area) => sum + area.n, 0); }
    /* What badges keep clear of: centre and radius in pixels of marks, rings and arrowheads. */
    taken() {
      const at = (lat, lon) => this.map.latLngToLayerPoint([lat, lon]), { events = [], cells = [] } = this.lastView || {};
      return [...events.map((event) => [at(event.y, event.x), 8]), ...cells.map(([lon, lat, count]) => [at(lat, lon), symbols().pileRadius(count)]),
        ...(this.heads || []).map((place) => [this.map.latLngToLayerPoint(place), 9]),
        ...(this.news.ground.named || []).flatMap(([x, y, wide]) => [-.35, 0, .35].map((share) => [L.point(x + share * wide, y), 5]))];
    }
    /* The boxes of marks and rings alone. */
    markBoxes() {
      const box = (lat, lon, radius) => { const { x, y } = this.map.latLngToLayerPoint([lat, lon]); return [x - radius, y - radius, x + radius, y + radius]; };
      const { events = [], cells = [] } = this.lastView || {};
      return [...events.map((event) => box(event.y, event.x, 9)), ...cells.map(([lon, lat, count]) => box(lat, lon, symbols().pileRadius(count)))];
    }
    /* The boxes of the same, and of the names of the places in the news: west, north, east, south in pixels. */
    takenBoxes() {
      return [...this.taken().map(([at, radius]) => [at.x - radius, at.y - radius, at.x + radius, at.y + radius]),
        ...(this.news.ground.named || []).map(([x, y, wide]) => [x - wide / 2, y - 8, x + wide / 2, y + 8]),
        ...(this.badgeBoxes || []), ...(this.placeNames || []).map(([x, y, wide]) => [x - 5, y - 9, x + wide + 14, y + 9])];
    }
    addBadge(areas, [x, y]) {
      const total = this.sum(areas), [first] = areas, one = areas.length === 1;
      const words = symbols().label("", "gn-badge");
      words.style.borderColor = this.news.colour(first.c[0][0]);
      if (one) L.DomUtil.create("span", "", words).textContent = first.h;
      L.DomUtil.create("b", "", words).textContent = symbols().short(total);
      const badge = L.marker([first.y, first.x], { riseOnHover: true, zIndexOffset: -400,
        alt: one ? `${first.h}: ${geonews.events(total)} known no closer` : `${areas.length} areas: ${geonews.events(total)} known no closer`,
        icon: L.divIcon({ html: words, className: "", iconSize: [0, 0], iconAnchor: [-x, -y] }) });
      if (one) badge.bindTooltip(symbols().tip("Known no closer than this area", first.h, this.news.sharesText(first.c)));
      else badge.bindTooltip(symbols().tip("Known no closer than these areas", areas.map((area) => `${area.h} ${area.n}`).join(" · "), "click to zoom in"));
      if (one) badge.on("mouseover", () => this.pointAt(first.k)).on("mouseout", () => this.pointAt(null));
      if (one) this.news.choosable(badge, { area: first.k }, total);
      else this.news.pressable(badge, () => this.map.fitBounds(areas.map((area) => [area.y, area.x]), { padding: [80, 80], maxZoom: Math.max(ROOMY + .5, this.map.getZoom() + 2) }));
      this.badges.addLayer(badge);
    }

    drawCrossing(crossing) {
      const news = this.news, way = (one) => `${one.o}-${one.d}`;
      const pair = this.overlay.crossings.some((one) => way(one) === news.state.pair) && news.state.pair, faded = pair && way(crossing) !== pair;
      const colour = news.colour(crossing.f || 0), width = Math.min(7, 2 + 1.3 * Math.log2(crossing.n)) + (pair && !faded ? 1.5 : 0);
      const border = crossing.kind === "border", coloured = border && news.on.has("borders");
      const legs = border ? news.ground.border(crossing.p).map((line) => line.map(([x, y]) => L.latLng(y, x))) : [symbols().curve(crossing.lines[0], .16)];
      const add = (layer) => news.choosable(layer, { crossing: crossing.id }, crossing.n).addTo(this.groups.crossings);
      const tip = symbols().tip(border ? "Crossing, drawn along the shared border" : "Border crossing", crossing.label, crossing.note);
      if (!coloured) {
        add(L.polyline(legs, { renderer: this.flowRenderer, pane: "gn-flows", color: colour, weight: width + (border ? 2 : 0),
          opacity: faded ? .15 : border ? .45 : .85, className: "gn-flow", dashArray: crossing.s ? "6 7" : null, bubblingMouseEvents: false }).bindTooltip(tip, { sticky: true }));
      }
      if (!border && !faded) L.polyline(legs, { renderer: this.flowRenderer, pane: "gn-flows", color: news.css("--halo"), weight: Math.max(1.5, width * .5),
        opacity: .9, className: "gn-stream", interactive: false }).addTo(this.groups.crossings);
      if (faded) return;
      const path = legs[0];
      const [from, to] = border ? crossing.arrow.map(([x, y]) => L.latLng(y, x)) : [path[path.length - 3], path[path.length - 1]];
      const head = border ? L.latLng(crossing.at[1], crossing.at[0]) : to;
      this.heads.push(head);
      add(L.marker(head, { icon: symbols().arrowIcon(from, to, colour, width), zIndexOffset: -200, alt: `${crossing.label}, ${crossing.note}` }).bindTooltip(tip));
    }

    /* Move the map only where the crossings of a chosen pair would be out of sight. */
    showPair(pair) {
      const bounds = L.latLngBounds([]);
      for (const { o, d, kind, lines, p } of this.overlay.crossings) {
        if (`${o}-${d}` === pair) for (const line of kind === "border" ? this.news.ground.border(p) : lines) for (const [x, y] of line) bounds.extend([y, x]);
      }
      if (bounds.isValid() && !this.news.locked && !this.map.getBounds().contains(bounds)) this.map.fitBounds(bounds, { padding: [60, 60], maxZoom: 6 });
    }

    /* Borders coloured by the number of crossings, both ways together. */
    drawBorders() {
      const { pairs, breaks } = this.overlay.borders, { ground } = this.news;
      this.groups.borders.clearLayers();
      for (const pair in pairs) {
        const [there, back, low, high] = pairs[pair], total = there + back, legs = ground.border(pair);
        if (!legs.length) continue;
        const step = geonews.classOf(total, breaks), [one, other] = pair.split("-").map((code) => this.countryName(code));
        const line = L.polyline(legs.map((part) => part.map(([x, y]) => [y, x])), { renderer: this.flowRenderer, pane: "gn-flows", className: "gn-border",
          color: this.news.scale(step, breaks.length), weight: 3.5 + step, opacity: .95, lineCap: "butt", bubblingMouseEvents: false });
        line.bindTooltip(symbols().tip("Border by crossings", `${one} – ${other}: ${total}`,
          `${one} → ${other} ${there} · ${other} → ${one} ${back}${high ? ` · ${geonews.range(low, high)} people` : ""}`), { sticky: true });
        this.news.choosable(line, { border: pair }, total).addTo(this.groups.borders);
      }
      this.map.getContainer().dataset.borders = this.groups.borders.getLayers().length;
    }
    countryName(code) { const found = this.news.ground.countries.get(code); return found ? found.properties.n : code; }

    drawShading({ values, breaks }) {
      this.groups.shading.clearLayers();
      for (const code in values) {
        const shape = this.news.ground.countries.get(code);
        if (!shape) continue;
        const [low, high] = values[code], fillColor = this.news.scale(geonews.classOf(high, breaks), breaks.length);
        L.geoJSON(shape, { renderer: this.shadeRenderer, pane: "gn-shade", style: { stroke: false, fillColor, fillOpacity: .65 } })
          .bindTooltip(symbols().tip(this.news.panel.measureName(), shape.properties.n, geonews.range(low, high)), { sticky: true }).addTo(this.groups.shading);
      }
      this.map.getContainer().dataset.shaded = this.groups.shading.getLayers().length;
    }

    drawHeat({ points, most }) {
      const latlngs = points.map(([lon, lat, weight]) => [lat, lon, weight]);
      if (this.heat) this.heat.setLatLngs(latlngs);
      else this.heat = L.heatLayer(latlngs, { radius: 17, blur: 14, maxZoom: 0, max: 1, minOpacity: .25, gradient: HEAT }).addTo(this.groups.heat);
      Object.assign(this.map.getContainer().dataset, { heat: points.length, densest: most });
    }

    /* ---- what depends on the view ---- */
    drawView(view) {
      this.lastView = view;
      const { news } = this, chosen = news.state.chosen, colours = news.colours(), next = new Map();
      const keep = (key, make) => next.set(key, this.marks.get(key) || make());
      const deepest = this.map.getZoom() >= this.map.getMaxZoom();
      for (const event of view.events) {
        const here = Boolean(chosen && chosen.id === event.i);
        keep(`${event.i} ${here} ${news.state.theme}`, () => this.eventMark(event, colours, here));
      }
      for (const cell of view.cells) {
        const box = cell[4], here = Boolean(chosen && chosen.x >= box[0] && chosen.x <= box[2] && chosen.y >= box[1] && chosen.y <= box[3]);
        keep(`${JSON.stringify(cell)} ${here} ${deepest} ${news.state.theme}`, () => this.pileMark(cell, colours, here, deepest));
      }
      for (const [key, mark] of this.marks) if (!next.has(key)) this.groups.events.removeLayer(mark);
      for (const [key, mark] of next) if (!this.marks.has(key)) this.groups.events.addLayer(mark);
      this.marks = next;
      this.news.ground.nameCountries();
      this.drawBadges();
      this.drawPlaces();
      Object.assign(this.map.getContainer().dataset, { events: view.inView, marks: next.size });
    }
    eventMark(event, colours, here) {
      const mark = L.marker([event.y, event.x], { icon: symbols().eventIcon(event, colours[event.f], here), riseOnHover: true,
        zIndexOffset: here ? 1000 : 0, alt: `${event.t}, ${event.d}: ${event.h}` });
      mark.bindTooltip(symbols().tip(`${event.t} · ${event.d}`, event.h, event.w));
      return this.news.linking.lights(this.news.choosable(mark, { event: event.i }, 1), { id: event.i });
    }
    pileMark([lon, lat, count, shares, box], colours, here, deepest) {
      const mark = L.marker([lat, lon], { icon: symbols().pileIcon(count, shares, colours, here), riseOnHover: true, alt: `${count} events here` });
      this.news.linking.lights(mark, { box });
      const together = box[2] - box[0] < 1e-3 && box[3] - box[1] < 1e-3;
      mark.bindTooltip(symbols().tip(null, `${count} events`, this.news.sharesText(shares) + (together ? " — click to list" : " — click to zoom in")));
      if (together || deepest) return this.news.choosable(mark, { box: box.join(",") }, count);
      return this.news.pressable(mark, () => this.map.fitBounds([[box[1], box[0]], [box[3], box[2]]],
        { padding: [60, 60], maxZoom: Math.min(this.map.getMaxZoom(), this.map.getZoom() + 4) }));
    }
    /* Places are those of all the articles: in a step of the days their names stay, and their sizes do not show. */
    drawPlaces() {
      const news = this.news, stepping = Boolean(news.window), box = this.map.getBounds();
      const drawn = `${box.toBBoxString()} ${stepping} ${news.state.theme}`;
      if (this.placesDrawn === drawn && this.placesOf === news.places) return;
      [this.placesDrawn, this.placesOf] = [drawn, news.places];
      const taken = [], view = box.pad(.15), places = news.places.filter(([lon, lat]) => view.contains([lat, lon])).slice(0, 300);
      this.groups.locations.clearLayers();
      for (const [lon, lat, name, mentions] of places) {
        const radius = geonews.placeRadius(mentions);
        if (!stepping) {
          L.circleMarker([lat, lon], { renderer: this.flowRenderer, pane: "gn-flows", radius, weight: 1.2, color: news.css("--quiet"), opacity: .75,
            fillColor: news.css("--quiet"), fillOpacity: .16, bubblingMouseEvents: false })
            .bindTooltip(symbols().tip("Place in the news", name, `${mentions} mention${mentions > 1 ? "s" : ""}`)).addTo(this.groups.locations);
        }
        if (this.map.getZoom() < 5) continue;
        const point = this.map.latLngToLayerPoint([lat, lon]), width = name.length * 7;
        if (taken.some(([x, y, w]) => Math.abs(x - point.x) < (w + width) / 2 + 8 && Math.abs(y - point.y) < 17)) continue;
        taken.push([point.x, point.y, width]);
        L.marker([lat, lon], { interactive: false, keyboard: false, pane: "gn-names",
          icon: L.divIcon({ html: symbols().label(name, "gn-place"), className: "", iconSize: null, iconAnchor: [-radius - 6, 8] }) }).addTo(this.groups.locations);
      }
      this.placeNames = taken;
      this.news.ground.drawNames();
      Object.assign(this.map.getContainer().dataset, { places: stepping ? 0 : places.length, names: taken.length });
    }
  };

  geonews.placeRadius = (mentions) => Math.min(16, 2.5 + 1.6 * Math.sqrt(mentions));
  geonews.classOf = (value, breaks) => Math.max(0, breaks.filter((least) => value >= least).length - 1);
  geonews.range = (low, high) => (low === high ? high.toLocaleString("en") : `${low.toLocaleString("en")}–${high.toLocaleString("en")}`);
})();
