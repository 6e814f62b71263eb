/* The news map: a Leaflet map whose layers come from a source (the app's own server, or data inside a page).
   geonews.attach(map, options) makes the layers; geonews.show(map, state) says what they show.
   Panning and zooming ask the source, never Streamlit. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  const symbols = () => geonews.symbols;
  const LAYERS = [["events", "Events"], ["crossings", "Border crossings"], ["outlines", "Provinces and countries"],
    ["locations", "Places in the news"], ["shading", "Events by country"]];

  class NewsMap {
    constructor(map, options) {
      this.map = map;
      this.options = options;
      this.state = { theme: "light", chosen: null };
      this.on = new Set(options.layers || ["events", "crossings", "outlines", "locations"]);
      this.asked = 0;
      this.places = [];
      this.clicks = 0;
      map.getContainer().classList.add("gn");
      map.getContainer().style.setProperty("height", "100vh", "important"); // the frame decides, not the component
      document.body.style.margin = "0";
      map.invalidateSize();
      map.getContainer().setAttribute("aria-label", "Map of news events");
      for (const [name, order] of [["land", 150], ["shade", 160], ["outline", 350], ["flows", 420], ["names", 440], ["picking", 640]]) {
        map.createPane("gn-" + name).style.zIndex = order;
        if (!["flows", "outline", "picking"].includes(name)) map.getPane("gn-" + name).style.pointerEvents = "none";
      }
      this.groups = {};
      for (const [key] of LAYERS) this.groups[key] = L.featureGroup();
      for (const key of this.on) this.groups[key].addTo(map);
      this.picking = L.featureGroup().addTo(map);
      this.names = L.layerGroup().addTo(map);
      this.landRenderer = L.canvas({ pane: "gn-land", padding: .5 });
      this.outlineRenderer = L.svg({ pane: "gn-outline" });
      this.flowRenderer = L.svg({ pane: "gn-flows", padding: 1 });
      this.pickRenderer = L.svg({ pane: "gn-picking", padding: 1 });
      this.panel = this.makePanel();
      this.recallView();
      const roomy = () => map.getContainer().classList.toggle("gn-roomy", map.getZoom() >= 4.5);
      map.on("zoomend", roomy);
      roomy();
      map.on("moveend", () => { this.rememberView(); this.refresh(); this.nameCountries(); });
      map.on("mousedown keydown", () => (this.touched = true));
      this.followTheme();
    }

    /* ---- state ---- */
    async show(state) {
      const before = this.state;
      this.state = Object.assign({}, before, state);
      this.theme(this.state.theme);
      this.drawPicking();
      if (!this.land) {
        this.land = await this.source().land();
        this.drawLand();
      }
      if (before.key !== this.state.key || !this.overlay) {
        const key = this.state.key;
        const marks = this.viewKnown ? this.refresh() : null; // both are asked for at once
        const overlay = await this.source().overlay();
        if (key !== this.state.key) return;
        this.overlay = overlay;
        if (!this.viewKnown && overlay.bounds) {
          this.viewKnown = true;
          this.fit(false);
        }
        this.places = [];
        this.drawOverlay();
        Promise.resolve(this.source().places()).then((places) => {
          if (key !== this.state.key || !places) return;
          this.places = places;
          this.drawPlaces();
        });
        await (marks || this.refresh());
      } else {
        if (this.lastView) this.drawView(this.lastView);
        if ([before, this.state].some((one) => one.chosen && one.chosen.area)) this.drawOverlay();
      }
      setTimeout(() => this.rememberView(), 600); // Streamlit has written its own address by then
    }

    source() { return this.state.source || this.options.source || new geonews.ServerSource(this.options, this.state.key); }
    colour(family) { const [light, dark] = this.options.families[family].colours; return this.state.theme === "dark" ? dark : light; }
    colours() { return this.options.families.map((_, number) => this.colour(number)); }

    theme(name) {
      this.map.getContainer().dataset.theme = name;
      if (this.drawnTheme && this.drawnTheme !== name) {
        this.drawnTheme = name;
        this.drawLand();
        if (this.overlay) this.drawOverlay();
        if (this.lastView) this.drawView(this.lastView);
      }
      this.drawnTheme = name;
    }

    /* Streamlit tells every component its theme; a map in a page of its own follows the system. */
    followTheme() {
      window.addEventListener("message", (message) => {
        const theme = message.data && message.data.type === "streamlit:render" && message.data.theme;
        if (theme && theme.base && theme.base !== this.state.theme) { this.state.theme = theme.base; this.theme(theme.base); }
      });
    }

    /* ---- the view, kept in the address ---- */
    page() { try { return window.parent.location.href ? window.parent : window; } catch { return window; } }
    recallView() {
      const found = /[#&]map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)/.exec(this.page().location.hash);
      if (!found) return;
      this.viewKnown = true;
      this.map.setView([Math.max(-85, Math.min(85, +found[2])), Math.max(-180, Math.min(180, +found[3]))],
        Math.max(1, Math.min(14, +found[1])), { animate: false });
    }
    rememberView() {
      if (!this.viewKnown) return;
      const { lat, lng } = this.map.getCenter(), page = this.page();
      const address = new URL(page.location.href);
      address.hash = `map=${+this.map.getZoom().toFixed(2)}/${lat.toFixed(3)}/${lng.toFixed(3)}`;
      if (address.href !== page.location.href) page.history.replaceState(page.history.state, "", address.href);
    }
    fit(animate) {
      const [w, s, e, n] = (this.overlay && this.overlay.bounds) || [-130, -40, 160, 65];
      this.map.fitBounds([[s, w], [n, e]], { padding: [36, 36], maxZoom: 7, animate });
    }

    /* ---- ground ---- */
    css(name) { return getComputedStyle(this.map.getContainer()).getPropertyValue(name).trim(); }
    drawLand() {
      if (!this.land) return;
      const land = { fillColor: this.css("--land"), color: this.css("--line"), weight: .8, fillOpacity: 1 };
      const disputed = { color: this.css("--quiet"), weight: 1, opacity: .8, dashArray: "2 4" };
      const style = (feature) => (feature.properties.d ? disputed : land);
      if (this.landLayer) return void this.landLayer.setStyle(style);
      this.landLayer = L.geoJSON(this.land, { renderer: this.landRenderer, pane: "gn-land", interactive: false, style }).addTo(this.map);
      this.countries = new Map(this.land.features.filter((f) => f.properties.c).map((f) => [f.properties.c, f]));
      this.nameCountries();
    }
    nameCountries() {
      this.names.clearLayers();
      if (!this.land || this.map.getZoom() < 3) return;
      const view = this.map.getBounds().pad(.1), taken = [];
      for (const { properties } of this.countries.values()) {
        const at = L.latLng(properties.y, properties.x), width = properties.n.length * 7 + 12;
        if (!view.contains(at)) continue;
        const wide = this.map.project([properties.y, properties.b[2]]).x - this.map.project([properties.y, properties.b[0]]).x;
        const point = this.map.latLngToLayerPoint(at);
        if (wide < width * .8 || taken.some(([x, y, w]) => Math.abs(x - point.x) < (w + width) / 2 && Math.abs(y - point.y) < 16)) continue;
        taken.push([point.x, point.y, width]);
        L.marker(at, { pane: "gn-names", interactive: false, keyboard: false,
          icon: L.divIcon({ html: symbols().label(properties.n, ""), className: "gn-name", iconSize: null }) }).addTo(this.names);
      }
    }

    /* ---- what does not depend on the view: outlines, shading, crossings ---- */
    drawOverlay() {
      const { outlines, shading, crossings } = this.overlay, groups = this.groups, most = Math.max(1, ...Object.values(shading));
      for (const key of ["outlines", "shading", "crossings"]) groups[key].clearLayers();
      const shape = (geometry, style) => L.geoJSON(geometry, { renderer: this.outlineRenderer, pane: "gn-outline", interactive: false, style });
      for (const code in shading) {
        if (this.countries.has(code)) shape(this.countries.get(code), { stroke: false, fillColor: this.css("--area"),
          fillOpacity: .08 + .5 * Math.sqrt(shading[code] / most) }).addTo(groups.shading);
      }
      for (const area of outlines) this.drawOutline(area, shape);
      for (const crossing of crossings) this.drawCrossing(crossing);
      Object.assign(this.map.getContainer().dataset, { outlines: outlines.length, crossings: crossings.length });
      this.fillPanel();
    }
    drawOutline(area, shape) {
      const geometry = area.g || this.countries.get(area.k);
      if (!geometry) return;
      const colour = this.colour(area.c[0][0]), chosen = this.state.chosen && this.state.chosen.area === area.k;
      shape(geometry, { color: colour, weight: chosen ? 3 : 1.6, dashArray: "5 4", fillOpacity: chosen ? .2 : .07, fillColor: colour }).addTo(this.groups.outlines);
      const words = symbols().label("", "gn-badge");
      words.style.borderColor = colour;
      L.DomUtil.create("span", "", words).textContent = area.h;
      L.DomUtil.create("b", "", words).textContent = area.n;
      const badge = L.marker([area.y, area.x], { alt: `${area.h}: ${area.n} events known no closer`, riseOnHover: true,
        icon: L.divIcon({ html: words, className: "", iconSize: [0, 0] }) });
      badge.bindTooltip(symbols().tip("Known no closer than this area", area.h, this.sharesText(area.c)));
      this.choosable(badge, { area: area.k }).addTo(this.groups.outlines);
    }
    sharesText(shares) { return shares.map(([family, n]) => `${n} ${this.options.families[family].label.toLowerCase()}`).join(" · "); }
    drawCrossing(crossing) {
      const colour = this.colour(crossing.f || 0), width = Math.min(7, 2 + 1.3 * Math.log2(crossing.n));
      const border = crossing.kind === "border";
      const legs = border ? crossing.lines.map((line) => line.map(([x, y]) => L.latLng(y, x))) : [symbols().curve(crossing.lines[0], .16)];
      const flow = L.polyline(legs, { renderer: this.flowRenderer, pane: "gn-flows", color: colour, weight: width + (border ? 2 : 0),
        opacity: border ? .45 : .85, className: "gn-flow", dashArray: crossing.s ? "6 7" : null, bubblingMouseEvents: false });
      const tip = symbols().tip(border ? "Crossing, drawn along the shared border" : "Border crossing", crossing.label, crossing.note);
      flow.bindTooltip(tip, { sticky: true });
      this.choosable(flow, { crossing: crossing.id }).addTo(this.groups.crossings);
      if (!border) L.polyline(legs, { renderer: this.flowRenderer, pane: "gn-flows", color: this.css("--halo"), weight: Math.max(1.5, width * .5),
        opacity: .9, className: "gn-stream", interactive: false }).addTo(this.groups.crossings);
      const path = legs[0];
      const [from, to] = border ? crossing.arrow.map(([x, y]) => L.latLng(y, x)) : [path[path.length - 3], path[path.length - 1]];
      const head = L.marker(border ? L.latLng(crossing.at[1], crossing.at[0]) : to, { icon: symbols().arrowIcon(from, to, colour, width), alt: `${crossing.label}, ${crossing.note}` });
      head.bindTooltip(tip);
      this.choosable(head, { crossing: crossing.id }).addTo(this.groups.crossings);
    }

    /* ---- what depends on the view: events and places ---- */
    async refresh() {
      if (!this.state.key && !this.options.source) return;
      const asked = ++this.asked, bounds = this.map.getBounds().pad(.15), zoom = Math.round(this.map.getZoom());
      this.map.getContainer().classList.add("gn-busy");
      const view = await this.source().view(zoom, [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((d) => +d.toFixed(4)));
      if (asked !== this.asked || !view) return;
      this.map.getContainer().classList.remove("gn-busy");
      this.drawView(view);
    }
    drawView(view) {
      this.lastView = view;
      const { events } = this.groups, colours = this.colours(), chosen = this.state.chosen;
      events.clearLayers();
      for (const event of view.events) {
        const here = chosen && chosen.id === event.i;
        const marker = L.marker([event.y, event.x], { icon: symbols().eventIcon(event, colours[event.f], here), riseOnHover: true,
          zIndexOffset: here ? 1000 : 0, alt: `${event.t}, ${event.d}: ${event.h}` });
        marker.bindTooltip(symbols().tip(`${event.t} · ${event.d}`, event.h, event.w));
        this.choosable(marker, { event: event.i }).addTo(events);
      }
      for (const [lon, lat, count, shares, box] of view.cells) {
        const here = chosen && chosen.x >= box[0] && chosen.x <= box[2] && chosen.y >= box[1] && chosen.y <= box[3];
        const marker = L.marker([lat, lon], { icon: symbols().pileIcon(count, shares, colours, here), riseOnHover: true, alt: `${count} events here` });
        const heads = this.sharesText(shares);
        const together = box[2] - box[0] < 1e-3 && box[3] - box[1] < 1e-3;
        marker.bindTooltip(symbols().tip(null, `${count} events`, heads + (together ? " — click to list" : " — click to zoom in")));
        if (together || this.map.getZoom() >= this.map.getMaxZoom()) this.choosable(marker, { box: box.join(",") });
        else {
          this.named(marker).toGeoJSON = null; // zooming in is nobody's choice: streamlit-folium sends nothing
          marker.on("click", () => this.map.fitBounds([[box[1], box[0]], [box[3], box[2]]],
            { padding: [60, 60], maxZoom: Math.min(this.map.getMaxZoom(), this.map.getZoom() + 4) }));
        }
        marker.addTo(events);
      }
      this.drawPlaces();
      Object.assign(this.map.getContainer().dataset, { events: view.inView, marks: view.events.length + view.cells.length, key: this.state.key || "" });
    }
    drawPlaces() {
      const taken = [], view = this.map.getBounds().pad(.15);
      const places = this.places.filter(([lon, lat]) => view.contains([lat, lon])).slice(0, 300);
      this.groups.locations.clearLayers();
      this.switches.querySelector("[data-of=locations]").textContent = this.places.length || "";
      this.map.getContainer().dataset.places = places.length;
      for (const [lon, lat, name, mentions, id] of places) {
        const radius = Math.min(16, 2.5 + 1.6 * Math.sqrt(mentions));
        const ring = L.circleMarker([lat, lon], { renderer: this.flowRenderer, pane: "gn-flows", radius, weight: 1.2, color: this.css("--quiet"), opacity: .75,
          fillColor: this.css("--quiet"), fillOpacity: .16, bubblingMouseEvents: false });
        ring.bindTooltip(symbols().tip("Place in the news", name, `${mentions} mention${mentions > 1 ? "s" : ""}`));
        this.choosable(ring, { place: id }).addTo(this.groups.locations);
        if (this.map.getZoom() < 5) continue;
        const point = this.map.latLngToLayerPoint([lat, lon]), width = name.length * 7;
        if (taken.some(([x, y, w]) => Math.abs(x - point.x) < (w + width) / 2 + 8 && Math.abs(y - point.y) < 17)) continue;
        taken.push([point.x, point.y, width]);
        L.marker([lat, lon], { interactive: false, keyboard: false, pane: "gn-names",
          icon: L.divIcon({ html: symbols().label(name, "gn-place"), className: "", iconSize: null, iconAnchor: [-radius - 6, 8] }) }).addTo(this.groups.locations);
      }
    }

    /* While a reader picks a spot, a clear sheet over everything takes the click, and its position is what is chosen. */
    drawPicking() {
      const { picking, picked } = this.state, what = {};
      this.picking.clearLayers();
      this.map.getContainer().classList.toggle("gn-picking", Boolean(picking));
      if (picked) L.circleMarker([picked[1], picked[0]], { renderer: this.pickRenderer, pane: "gn-picking", radius: 10, weight: 3,
        color: this.css("--accent"), fill: false, interactive: false, className: "gn-picked" }).addTo(this.picking);
      if (!picking) return;
      const sheet = L.rectangle([[-89, -720], [89, 720]], { renderer: this.pickRenderer, pane: "gn-picking", stroke: false, fillOpacity: 0,
        bubblingMouseEvents: false });
      sheet.on("click", ({ latlng }) => (what.at = `${latlng.wrap().lng.toFixed(5)},${latlng.lat.toFixed(5)}`));
      this.choosable(sheet, what).addTo(this.picking);
    }

    /* A click tells Streamlit what was chosen: streamlit-folium reads toGeoJSON() of the layer. */
    named(marker) { return marker.on("add", () => marker.getElement().setAttribute("aria-label", marker.options.alt)); }
    choosable(layer, what) {
      if (layer.options.alt) this.named(layer);
      layer.toGeoJSON = () => ({ type: "Feature", geometry: null, properties: Object.assign({ click: this.clicks }, what) });
      layer.on("click", (click) => {
        this.clicks = Date.now();
        if (this.options.onChoose) this.options.onChoose(what, click.latlng);
      });
      layer.on("keypress", (press) => { if (press.originalEvent.key === "Enter") layer.fire("click", { latlng: layer.getLatLng && layer.getLatLng() }, true); });
      return layer;
    }

    /* ---- layers and legend ---- */
    makePanel() {
      const control = L.control({ position: "topright" });
      control.onAdd = () => {
        const box = L.DomUtil.create("div", "gn-panel");
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        const details = L.DomUtil.create("details", "", box);
        details.open = this.map.getSize().x > 1000;
        L.DomUtil.create("summary", "", details).textContent = "Layers";
        this.switches = L.DomUtil.create("ul", "", details);
        for (const [key, title] of LAYERS) {
          const label = L.DomUtil.create("label", "", L.DomUtil.create("li", "", this.switches));
          const tick = L.DomUtil.create("input", "", label);
          tick.type = "checkbox";
          tick.checked = this.on.has(key);
          L.DomUtil.create("span", "", label).textContent = title;
          L.DomUtil.create("span", "gn-n", label).dataset.of = key;
          tick.addEventListener("change", () => { tick.checked ? this.groups[key].addTo(this.map) : this.groups[key].remove(); });
        }
        L.DomUtil.create("p", "gn-note", details).textContent = "Dashed outlines and rings: an area, not a point. Hollow marks: planned, denied or supposed.";
        return box;
      };
      const legend = L.control({ position: "bottomleft" });
      legend.onAdd = () => {
        this.legend = L.DomUtil.create("ul", "gn-legend");
        this.legend.setAttribute("aria-label", "Colours of events");
        return this.legend;
      };
      const fit = L.control({ position: "topleft" });
      fit.onAdd = () => {
        const bar = L.DomUtil.create("div", "leaflet-bar");
        const link = L.DomUtil.create("a", "", bar);
        link.href = "#";
        link.textContent = "⤢";
        link.title = "Show everything that the filter leaves";
        link.setAttribute("role", "button");
        link.setAttribute("aria-label", link.title);
        L.DomEvent.on(link, "click", (click) => { L.DomEvent.stop(click); this.fit(true); });
        return bar;
      };
      fit.addTo(this.map);
      L.control.attribution({ prefix: false, position: "bottomright" }).addAttribution(this.options.attribution || "").addTo(this.map);
      legend.addTo(this.map);
      return control.addTo(this.map);
    }
    fillPanel() {
      const { totals } = this.overlay;
      for (const span of this.switches.querySelectorAll("[data-of]:not([data-of=locations])")) span.textContent = totals[span.dataset.of] ?? "";
      this.legend.replaceChildren();
      for (const [family, count] of totals.families) {
        const line = L.DomUtil.create("li", "", this.legend);
        L.DomUtil.create("span", "gn-swatch", line).style.background = this.colour(family);
        L.DomUtil.create("span", "", line).textContent = this.options.families[family].label;
        L.DomUtil.create("span", "gn-n", line).textContent = count;
      }
    }
  }

  geonews.NOTHING = { outlines: [], shading: {}, crossings: [], totals: { families: [] }, bounds: null };

  /* The app's own server: relative addresses, so that it works under any base path. */
  let landOnce = null;
  geonews.ServerSource = class {
    constructor(options, key) { this.options = options; this.base = options.base; this.key = key; }
    async json(path) {
      const answer = await fetch(this.base + path, { credentials: "same-origin" });
      return answer.ok ? answer.json() : null;
    }
    land() { return (landOnce = landOnce || this.json(`land/${this.options.landVersion}`)); }
    async overlay() { return (await this.json(`overlay/${this.key}`)) || geonews.NOTHING; }
    places() { return this.json(`places/${this.key}`); }
    view(zoom, box) { return this.json(`view/${this.key}?z=${zoom}&box=${box.join(",")}`); }
  };

  const attached = new WeakMap();
  geonews.attach = (map, options) => { const made = new NewsMap(map, options); attached.set(map, made); return made; };
  geonews.show = (map, state) => attached.get(map).show(state);
  geonews.of = (map) => attached.get(map);
})();
