/* The controls on the map: a switch and a legend for every layer, viewpoint, online map, colours of events. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  const make = (tag, className, parent, text) => { const made = L.DomUtil.create(tag, className, parent); if (text !== undefined) made.textContent = text; return made; };

  const LOCK = '<svg viewBox="0 0 24 24" width="15" height="15" aria-hidden="true"><path fill="currentColor" ' +
    'd="M12 2a5 5 0 0 0-5 5v3H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-8a2 2 0 0 0-2-2h-1V7a5 5 0 0 0-5-5zm3 8H9V7a3 3 0 0 1 6 0z"/></svg>';

  geonews.Panel = class {
    constructor(news) {
      this.news = news;
      this.map = news.map;
      this.measure = news.recalled.get("by") || "events";
      this.addFit();
      L.control.attribution({ prefix: false, position: "bottomright" }).addAttribution(news.options.attribution || "").addTo(this.map);
      this.addLegend();
      this.addPanel();
    }

    addPanel() {
      const control = L.control({ position: "topright" });
      control.onAdd = () => {
        const box = make("div", "gn-panel");
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        const details = make("details", "", box);
        make("summary", "", details, "Layers");
        this.switches = make("ul", "", details);
        this.keys = {};
        for (const [key, title] of geonews.LAYERS) this.addSwitch(key, title);
        this.addGround(make("div", "gn-ground", details));
        this.notice = make("p", "gn-note gn-notice", details);
        this.notice.setAttribute("role", "status");
        return box;
      };
      control.addTo(this.map);
    }
    addSwitch(key, title) {
      const line = make("li", "", this.switches), label = make("label", "", line), tick = make("input", "", label);
      tick.type = "checkbox";
      tick.checked = this.news.on.has(key);
      make("span", "", label, title);
      make("span", "gn-n", label).dataset.of = key;
      if (key === "shading") this.addMeasure(line);
      const legend = make("div", "gn-key", line);
      legend.dataset.key = key;
      this.keys[key] = legend;
      const shown = () => line.classList.toggle("gn-off", !tick.checked);
      tick.addEventListener("change", () => { shown(); this.news.switch(key, tick.checked); });
      shown();
    }
    addMeasure(line) {
      this.measures = make("select", "gn-select", line);
      this.measures.setAttribute("aria-label", "What countries are shaded by");
      this.measures.addEventListener("change", () => { this.measure = this.measures.value; this.news.remember(); this.news.load(["shading"]); });
    }
    measureName() { const chosen = this.measures.selectedOptions[0]; return chosen ? chosen.textContent : "Events"; }

    addGround(box) {
      const { viewpoints, tiles, own } = this.news.options;
      const label = make("label", "", box);
      make("span", "", label, "Borders as seen by");
      const select = make("select", "gn-select", label), option = (value, text) => { make("option", "", select, text).value = value; };
      option("", "Natural Earth: who holds the ground");
      for (const [code, name] of viewpoints) option(code, name);
      option("hidden", "agreed borders only");
      select.value = this.news.ground.viewpoint;
      select.addEventListener("change", () => this.news.ground.see(select.value));
      make("p", "gn-note", box, "Dotted: contested. Viewpoints are Natural Earth's reading of each state's maps; shading and outlines follow ISO 3166-1.");
      this.grounds = {};
      if (own) this.addMap(box, "own", `My map: ${own.name}`, "A file on the server's own machine; nothing is asked of others.");
      if (tiles) this.addMap(box, "online", "Online map", `Asks ${tiles.host} for pictures of the area you look at.`);
    }
    /* Lay the map under the news that the address names. */
    recallMap() { if (this.news.recalled.get("ground") === "own") this.grounds.own?.click(); }
    /* Another map under the news; one lies there at a time. */
    addMap(box, kind, name, note) {
      const wish = make("label", "", box), tick = (this.grounds[kind] = make("input", "", wish));
      tick.type = "checkbox";
      make("span", "", wish, name);
      make("p", "gn-note", box, note);
      tick.addEventListener("change", () => {
        this.tell("");
        for (const other of Object.values(this.grounds)) if (other !== tick) other.checked = false;
        this.news.tiles.use(tick.checked ? kind : null, (words) => { tick.checked = false; this.tell(words); });
        this.news.remember();
      });
    }
    tell(words) { this.notice.textContent = words; }

    /* The colours stand in one row beside the days, over none of the ground. */
    addLegend() {
      this.legend = make("ul", "gn-legend");
      this.legend.setAttribute("aria-label", "Colours of events");
      this.legend.tabIndex = 0; // it may be wider than its row
      new ResizeObserver(() => this.fitLegend()).observe(this.legend);
      this.legend.addEventListener("scroll", () => this.tellCut(), { passive: true });
    }
    /* Every kind is to be seen at once: where the row is too short for their names, for shorter ones. Where even these
       have no room, the row scrolls, and its end pales. */
    fitLegend() {
      for (const words of ["long", "short"]) {
        for (const name of this.legend.querySelectorAll("[data-long]")) name.textContent = name.dataset[words];
        if (this.legend.scrollWidth <= this.legend.clientWidth) break;
      }
      this.tellCut();
    }
    tellCut() {
      const { scrollWidth, clientWidth, scrollLeft } = this.legend;
      this.legend.classList.toggle("gn-cut", scrollWidth - clientWidth - scrollLeft > 1);
    }
    addFit() {
      const fit = L.control({ position: "topleft" });
      fit.onAdd = () => {
        const bar = make("div", "leaflet-bar");
        this.press(bar, "⤢", "Show everything that the filter leaves", () => this.news.fit(true));
        const lock = this.press(bar, "", "Keep this view: filters do not move the map", () => {
          this.news.locked = !this.news.locked;
          lock.setAttribute("aria-pressed", this.news.locked);
          this.news.remember();
        });
        lock.classList.add("gn-lock");
        lock.innerHTML = LOCK;
        lock.setAttribute("aria-pressed", this.news.locked);
        return bar;
      };
      fit.addTo(this.map);
    }
    press(bar, text, title, act) {
      const link = make("a", "", bar, text);
      Object.assign(link, { href: "#", title });
      link.setAttribute("role", "button");
      link.setAttribute("aria-label", title);
      L.DomEvent.on(link, "click", (click) => { L.DomEvent.stop(click); act(); });
      return link;
    }

    /* ---- numbers and legends ---- */
    fill() {
      const { totals, types, borders } = this.news.overlay, { keys, news } = this;
      const numbers = Object.assign({ locations: news.places.length, borders: Object.keys(borders.pairs).length }, totals);
      for (const span of this.switches.querySelectorAll("[data-of]")) span.textContent = numbers[span.dataset.of] || "";
      this.legend.replaceChildren();
      const off = news.state.off || [];
      for (const [family, count] of totals.families) this.kind(family, count, false);
      for (const family of off) if (!totals.families.some(([shown]) => shown === family)) this.kind(family, undefined, true);
      this.fitLegend();
      const choices = [["events", "All events"], ["people-in", "People crossing in"], ["people-out", "People crossing out"], ...types.map(([code, name]) => [code, name])];
      if (!choices.some(([code]) => code === this.measure)) choices.push([this.measure, this.measure]);
      this.measures.replaceChildren();
      for (const [code, name] of choices) make("option", "", this.measures, name).value = code;
      this.measures.value = this.measure;
      keys.events.textContent = "Rings hold several. Hollow: planned, denied or supposed. The paler its rim, the less sure the coder is.";
      keys.crossings.textContent = "Arrows lead into the country entered; wider lines have more reports.";
      keys.outlines.textContent = "Known no closer than the area: a number at its name; its outline shows under the pointer.";
      this.sizes(keys.locations, [1, 10, 50], "mentions; names only in steps of days");
      this.classes(keys.borders, borders.breaks, "crossings, both ways");
    }
    fillShading({ breaks }) { this.classes(this.keys.shading, breaks, this.measure.startsWith("people") ? "people" : "events"); }
    fillHeat({ most }) {
      this.keys.heat.replaceChildren(make("span", "gn-ramp"), most > 1 ? `one to ${geonews.events(most)} in one spot` : most ? "one event in one spot" : "no event in view");
    }
    /* A kind of event in the legend: in the app a press leaves it out, or shows it again. */
    kind(family, count, off) {
      const { news } = this, { label, short, switchable } = news.options.families[family];
      if (news.options.onSay || !switchable) return void this.swatch(this.legend, news.colour(family), label, count, short);
      const press = make("button", "", make("li", "", this.legend));
      press.type = "button";
      press.setAttribute("aria-pressed", !off);
      press.title = off ? `Show ${label.toLowerCase()} again` : `Leave out ${label.toLowerCase()}`;
      this.swatch(press, news.colour(family), label, count, short);
      press.addEventListener("click", () => news.say({ family }));
    }
    swatch(parent, colour, label, count, short) {
      const line = parent.tagName === "BUTTON" ? parent : make("li", "", parent);
      make("span", "gn-swatch", line).style.background = colour;
      const name = make("span", "", line, label);
      if (short) Object.assign(name.dataset, { long: label, short });
      if (count !== undefined) make("span", "gn-n", line, count.toLocaleString("en"));
    }
    classes(parent, breaks, unit) {
      parent.replaceChildren();
      const list = make("ul", "gn-classes", parent);
      breaks.forEach((least, step) => {
        const next = breaks[step + 1];
        const words = next === undefined ? `${least.toLocaleString("en")} or more` : next - least <= 1 ? least.toLocaleString("en") : `${least.toLocaleString("en")}–${(next - 1).toLocaleString("en")}`;
        this.swatch(list, this.news.scale(step, breaks.length), words);
      });
      make("span", "", parent, breaks.length ? unit : `no ${unit}`);
    }
    sizes(parent, examples, unit) {
      parent.replaceChildren();
      for (const number of examples) {
        const ring = make("span", "gn-ring", parent), side = `${2 * geonews.placeRadius(number)}px`;
        Object.assign(ring.style, { width: side, height: side });
        make("span", "", parent, number);
      }
      make("span", "", parent, unit);
    }
  };
})();
