/* The news map: a Leaflet map whose layers come from a source (the app's own server, or data inside a page).
   geonews.attach(map, options) makes the layers; geonews.show(map, state) says what they show.
   Panning, zooming and playing ask the source, never Streamlit. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});

  class NewsMap {
    constructor(map, options) {
      this.map = map;
      this.options = options;
      this.state = { theme: "light", chosen: null };
      this.places = [];
      this.window = null;
      this.asked = {};
      map.getContainer().classList.add("gn");
      map.getContainer().setAttribute("aria-label", "Map of news events");
      document.body.style.margin = "0";
      this.recalled = this.recall();
      this.locked = this.recalled.has("locked");
      this.on = new Set(this.recalled.has("layers") ? this.recalled.get("layers").split(",") : geonews.USUAL);
      this.voice = L.featureGroup().addTo(map);
      this.tiles = new geonews.Tiles(this);
      this.ground = new geonews.Ground(this);
      this.layers = new geonews.Layers(this);
      this.fingers = new geonews.Fingers(map);
      this.picking = new geonews.Picking(this);
      this.linking = new geonews.Linking(this);
      this.panel = new geonews.Panel(this);
      this.picture = new geonews.Picture(this);
      this.days = new geonews.Days(this);
      map.invalidateSize({ pan: false });
      this.recallView();
      this.keepSize();
      this.keepAddress();
      this.panel.recallMap();
      const roomy = () => map.getContainer().classList.toggle("gn-roomy", map.getZoom() >= 4.5);
      map.on("zoomend", roomy);
      roomy();
      map.on("moveend", () => { this.remember(); if (this.overlay) this.load(["view", "heat"]); });
      this.followTheme();
    }

    /* ---- state ---- */
    /* The frame gets its height, and the days their room, after the map was made. What was fitted into the map before is
       fitted again, until the reader has moved it; a view that came with the address keeps its middle. */
    keepSize() {
      const box = this.map.getContainer();
      for (const name of ["pointerdown", "wheel", "keydown", "touchstart"]) box.addEventListener(name, () => { this.fitting = false; }, { passive: true, capture: true });
      this.sizes = new ResizeObserver(() => {
        const known = this.map.getSize();
        if (!box.clientWidth || !box.clientHeight || (known.x === box.clientWidth && known.y === box.clientHeight)) return;
        this.map.invalidateSize({ animate: false });
        if (this.fitting) this.fit(false);
      });
      this.sizes.observe(box);
    }
    /* Streamlit writes an address of its own without the part after #, when an event is opened, say: add it again. */
    keepAddress() {
      setInterval(() => { if (this.viewKnown && !document.hidden && !this.page().location.hash.includes("map=")) this.remember(); }, 250);
    }

    async show(state) {
      const before = this.state, changed = before.key !== state.key || !this.overlay;
      this.state = Object.assign({}, before, state);
      this.theme(this.state.theme);
      this.picking.draw(this.state);
      this.linking.follow();
      const opened = before.key !== undefined && this.state.chosen && (before.chosen || {}).id !== this.state.chosen.id;
      if (opened) this.linking.reveal(this.state.chosen);
      if (!changed) {
        this.layers.drawOverlay(this.overlay);
        if (before.pair !== this.state.pair) this.layers.showPair(this.state.pair);
        if (this.layers.lastView) this.layers.drawView(this.layers.lastView);
        return;
      }
      if (!this.viewKnown && this.state.bounds) this.fit(false);
      this.window = null;
      const source = this.source(), { key } = this.state, grounded = this.groundLoaded = this.groundLoaded || this.ground.load();
      await this.load(["overlay", "view", "heat", "shading"], grounded);
      if (key !== this.state.key) return;
      requestAnimationFrame(() => setTimeout(() => { if (key === this.state.key) source.drawn?.(); })); // once it is painted
      if (!this.viewKnown && this.overlay && this.overlay.bounds) this.fit(false); // nothing was to be seen before
      if (before.key === undefined && this.state.chosen && !this.recalled.has("map")) this.linking.reveal(this.state.chosen); // opened by the address
      else if (before.scope !== undefined && before.scope !== this.state.scope && !this.locked && !opened) this.fit(true); // other countries or words
      source.places().then((places) => {
        if (key !== this.state.key || !places) return;
        this.places = places;
        this.layers.drawPlaces();
        if (this.overlay) this.panel.fill();
      });
      source.days().then((days) => { if (days && key === this.state.key) this.days.renew(days); });
      setTimeout(() => this.remember(), 600); // Streamlit has written its own address by then
    }

    source() { return this.options.source || new geonews.ServerSource(this.options, this.state); }

    /* Ask for parts together, and draw them together when all are there: no half-drawn step is ever seen. */
    async load(parts, grounded) {
      const source = this.source(), window = this.window, wanted = parts.filter((part) => !["heat", "shading"].includes(part) || this.on.has(part));
      const turns = wanted.map((part) => (this.asked[part] = (this.asked[part] || 0) + 1));
      this.map.getContainer().classList.add("gn-busy");
      const answers = await Promise.all([...wanted.map((part) => this.question(source, part, window)), grounded]);
      this.map.getContainer().classList.remove("gn-busy");
      wanted.forEach((part, number) => {
        if (this.asked[part] === turns[number] && answers[number]) this.draw(part, answers[number]);
      });
      if (wanted.includes("view")) this.map.getContainer().dataset.key = this.state.key || "";
      this.map.getContainer().dataset.window = window ? window.map((day) => (day == null ? "" : geonews.iso(day))).join("/") : "";
    }
    question(source, part, window) {
      const bounds = this.map.getBounds().pad(.15), zoom = Math.round(this.map.getZoom() * 2) / 2;
      const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((d) => +d.toFixed(4));
      return part === "overlay" ? source.overlay(window) : part === "shading" ? source.shading(this.panel.measure, window) : source[part](zoom, box, window);
    }
    draw(part, answer) {
      if (part === "overlay") {
        this.overlay = answer;
        this.layers.drawOverlay(answer);
        this.panel.fill();
      } else if (part === "view") this.layers.drawView(answer);
      else if (part === "shading") { this.layers.drawShading(answer); this.panel.fillShading(answer); }
      else { this.layers.drawHeat(answer); this.panel.fillHeat(answer); }
    }

    /* Show the events of some days; the answers for the days after them are asked for ahead. */
    async setWindow(window, next) {
      this.window = window;
      const parts = ["overlay", "view", "heat", "shading"];
      await this.load(parts);
      if (next && !this.options.source) for (const part of parts) if (!["heat", "shading"].includes(part) || this.on.has(part)) this.question(this.source(), part, next);
    }

    switch(layer, on) {
      on ? this.on.add(layer) : this.on.delete(layer);
      this.layers.switch(layer, on);
      if (layer === "borders" && this.overlay) this.layers.drawOverlay(this.overlay);
      if (on && ["heat", "shading"].includes(layer)) this.load([layer]);
      this.remember();
    }

    /* ---- colours ---- */
    css(name) { return getComputedStyle(this.map.getContainer()).getPropertyValue(name).trim(); }
    dark() { return this.state.theme === "dark"; }
    colour(family) { return this.options.families[family].colours[Number(this.dark())]; }
    colours() { return this.options.families.map((_, number) => this.colour(number)); }
    /* The colour of one of several classes, spread over the whole scale; a lone class has its middle. */
    scale(step, classes) {
      const colours = this.options.scale[Number(this.dark())];
      return colours[classes < 2 ? 2 : Math.round((step / (classes - 1)) * (colours.length - 1))];
    }
    sharesText(shares) { return shares.map(([family, n]) => `${n} ${this.options.families[family].label.toLowerCase()}`).join(" · "); }

    theme(name) {
      this.map.getContainer().dataset.theme = document.body.dataset.theme = name;
      if (this.drawnTheme && this.drawnTheme !== name) {
        this.ground.draw();
        this.tiles.theme();
        if (this.overlay) { this.layers.drawOverlay(this.overlay); this.panel.fill(); }
        if (this.layers.lastView) this.layers.drawView(this.layers.lastView);
        if (this.overlay) this.load(["heat", "shading"]);
        this.days.draw();
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

    /* ---- view, layers and viewpoint, kept in the address; never the online map: that is each reader's own choice ---- */
    page() { try { return window.parent.location.href ? window.parent : window; } catch { return window; } }
    recall() {
      const { start } = this.options.about || {}; // what a page of its own was made to open with
      return new Map(new URLSearchParams(this.page().location.hash.slice(1) || start || ""));
    }
    recallView() {
      const found = /^([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(this.recalled.get("map") || "");
      if (!found) return;
      this.viewKnown = true;
      this.map.setView([Math.max(-85, Math.min(85, +found[2])), Math.max(-180, Math.min(180, +found[3]))],
        Math.max(1, Math.min(14, +found[1])), { animate: false });
    }
    remember() {
      if (!this.viewKnown) return;
      const { lat, lng } = this.map.getCenter(), page = this.page(), layers = [...this.on].sort();
      const parts = [`map=${+this.map.getZoom().toFixed(2)}/${lat.toFixed(3)}/${lng.toFixed(3)}`];
      if (layers.join() !== [...geonews.USUAL].sort().join()) parts.push(`layers=${layers}`);
      if (this.on.has("shading") && this.panel.measure !== "events") parts.push(`by=${encodeURIComponent(this.panel.measure)}`);
      if (this.ground.viewpoint) parts.push(`lines=${this.ground.viewpoint}`);
      if (this.tiles.wanted === "own") parts.push("ground=own");
      if (this.locked) parts.push("locked=1");
      parts.push(...this.days.remembered());
      const address = new URL(page.location.href);
      address.hash = parts.join("&");
      if (address.href !== page.location.href) page.history.replaceState(page.history.state, "", address.href);
      this.linking.tellAddress(address.hash.slice(1));
    }
    fit(animate) {
      const [w, s, e, n] = (this.overlay && this.overlay.bounds) || this.state.bounds || [-130, -40, 160, 65];
      this.viewKnown = true;
      this.fitting = !animate; // nobody asked for it: it is done again if the map turns out to have another size
      this.map.invalidateSize({ pan: false });
      this.map.fitBounds([[s, w], [n, e]], { paddingTopLeft: [36, 30], paddingBottomRight: [36, 36], maxZoom: 7, animate });
    }

    /* ---- clicks ---- */
    pressable(layer, act) {
      if (layer.options.alt) layer.on("add", () => layer.getElement().setAttribute("aria-label", layer.options.alt));
      layer.toGeoJSON = null; // streamlit-folium sends what a clicked layer gives here; only the voice speaks
      layer.on("click", (click) => act(click));
      layer.on("keypress", (press) => { if (press.originalEvent.key === "Enter") layer.fire("click", { latlng: layer.getLatLng && layer.getLatLng() }, true); });
      return layer;
    }
    /* What stands for some events: a lone one is opened, several are listed at once. */
    choosable(layer, what, number) {
      return this.pressable(layer, ({ latlng }) => {
        this.say(what, latlng);
        if (number > 1 || this.options.onSay) this.list(what, latlng);
      });
    }
    /* Tell Streamlit what was chosen: streamlit-folium reads toGeoJSON() of a clicked layer. */
    say(what, latlng) {
      if (this.options.onSay) return void this.options.onSay(what, latlng);
      const word = new (L.Layer.extend({ onAdd() {}, onRemove() {} }))();
      word.toGeoJSON = () => ({ type: "Feature", geometry: null, properties: Object.assign({ click: Date.now() }, what) });
      this.voice.addLayer(word);
      word.fire("click", { latlng: latlng || null }, true);
      this.voice.removeLayer(word);
    }
    async list(what, latlng) {
      const found = await this.source().members(what, this.window);
      if (!found || !found.events.length || !latlng) return;
      const box = L.DomUtil.create("div", "gn-list");
      L.DomUtil.create("p", "gn-note", box).textContent = found.n > found.events.length ? `The latest ${found.events.length} of ${found.n.toLocaleString("en")} events` : found.n > 1 ? `${found.n} events` : "";
      for (const event of found.events) {
        const item = L.DomUtil.create(this.options.onSay ? "div" : "button", "gn-item", box);
        item.style.setProperty("--family", this.colour(event.f));
        item.appendChild(geonews.symbols.tip(`${event.t} · ${event.d}`, event.h, event.w));
        const quote = L.DomUtil.create("q", "", item);
        quote.setAttribute("dir", "auto");
        quote.textContent = event.e;
        if (!this.options.onSay) L.DomEvent.on(item, "click", () => { this.popup.remove(); this.say({ event: event.i }); });
      }
      const room = this.map.getSize(), narrow = room.x < 560; // controls stand at the left
      this.popup = L.popup({ maxWidth: Math.min(320, room.x - 90), maxHeight: Math.max(140, Math.min(280, room.y - 190)), className: "gn-popup",
        autoPanPaddingTopLeft: [narrow ? 54 : 64, 14], autoPanPaddingBottomRight: [14, 24] });
      this.popup.setLatLng(latlng).setContent(box).openOn(this.map);
    }
  }

  const attached = new WeakMap();
  geonews.attach = (map, options) => { const made = new NewsMap(map, options); attached.set(map, made); return made; };
  geonews.show = (map, state) => attached.get(map).show(state);
  geonews.of = (map) => attached.get(map);
})();
