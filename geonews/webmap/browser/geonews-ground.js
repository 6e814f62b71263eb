/* The ground: land, border lines as a viewpoint sees them, waters, names; other maps that may lie there are `Tiles`. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  /* How a kind of line is drawn: agreed borders solid, contested ones dotted; what is not recognised not at all. */
  const DRAWN = { international: "agreed", disputed: "contested", indefinite: "contested", "line of control": "contested",
    "limit of claim": "contested", internal: "internal", unrecognized: null };
  /* Countries have names from zoom 2, waters are drawn from 4, towns have names from 5 and provinces from 6. */
  const NAMES_FROM = 2, WATERS_FROM = 4, TOWNS_FROM = 5;
  const ASIDE = [0, 15, -15]; // pixels by which a country's name steps aside
  const RANKS = [[4, 4], [5, 6], [6, 99]]; // from a zoom on, waters up to a rank

  geonews.Ground = class {
    constructor(news) {
      this.news = news;
      this.map = news.map;
      this.viewpoint = news.recalled.get("lines") || "";
      this.names = L.layerGroup().addTo(this.map);
      this.drawn = {};
      for (const [name, order] of [["land", 150], ["waters", 151], ["shade", 152], ["lines", 155], ["names", 440]]) {
        this.map.createPane("gn-" + name).style.zIndex = order;
        if (name !== "shade") this.map.getPane("gn-" + name).style.pointerEvents = "none";
      }
      this.landRenderer = L.canvas({ pane: "gn-land", padding: .5 });
      this.lineRenderer = L.canvas({ pane: "gn-lines", padding: .5 });
      this.waterRenderer = L.canvas({ pane: "gn-waters", padding: .5 });
      this.waters = L.layerGroup().addTo(this.map);
      this.details = L.layerGroup().addTo(this.map);
      this.map.on("moveend", () => { this.nameCountries(); this.drawWaters(); this.askNames(); });
      this.where = this.addScale();
    }

    /* Whether the names that stand in a map of pictures stand where those of the ground would. */
    covered() { return this.news.tiles.covers(); }

    async load() {
      const source = this.news.source();
      [this.land, this.lines] = await Promise.all([source.land(), source.lines()]);
      this.countries = new Map(this.land.features.map((feature) => [feature.properties.c, feature]));
      this.draw();
      this.nameCountries();
      this.drawWaters();
      this.askNames();
    }

    /* Scale, and the degrees under the pointer. */
    addScale() {
      L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 90 }).addTo(this.map);
      const control = L.control({ position: "bottomleft" });
      control.onAdd = () => L.DomUtil.create("output", "gn-where");
      control.addTo(this.map);
      const where = control.getContainer(), part = (value, plus, minus) => `${Math.abs(value).toFixed(2)}° ${value < 0 ? minus : plus}`;
      where.setAttribute("aria-hidden", "true");
      this.map.on("mousemove", ({ latlng }) => { const { lat, lng } = latlng.wrap(); where.textContent = `${part(lat, "N", "S")}, ${part(lng, "E", "W")}`; });
      this.map.on("mouseout", () => { where.textContent = ""; });
      return where;
    }

    /* Rivers and lakes: asked for once they are large enough to be seen, more of them the closer. */
    async drawWaters() {
      const zoom = this.map.getZoom(), source = this.news.source();
      if (!source.waters || zoom < WATERS_FROM || this.covered()) return void this.waters.clearLayers();
      const known = (this.waterData = this.waterData || (await source.waters()));
      if (!known || this.map.getZoom() !== zoom) return;
      const rank = RANKS.filter(([from]) => zoom >= from).pop()[1], look = `${rank} ${this.news.state.theme}`, colour = this.news.css("--sea");
      if (this.waters.getLayers().length && this.watersLook === look) return;
      this.watersLook = look;
      this.waters.clearLayers();
      const parts = { river: [], lake: [] };
      for (const [kind, of, lines] of known) if (of <= rank) for (const line of lines) parts[kind].push(line.map(([x, y]) => [y, x]));
      const shared = { renderer: this.waterRenderer, pane: "gn-waters", interactive: false, color: this.news.css("--water") || colour };
      L.polygon(parts.lake.map((ring) => [ring]), Object.assign({}, shared, { fillColor: colour, fillOpacity: 1, weight: .6 })).addTo(this.waters);
      L.polyline(parts.river, Object.assign({}, shared, { weight: zoom < 7 ? .9 : 1.4, smoothFactor: 1 })).addTo(this.waters);
    }

    /* Names of towns and provinces; they give way to marks, to names of countries and to those of the news. */
    async askNames() {
      const source = this.news.source(), zoom = this.map.getZoom(), bounds = this.map.getBounds();
      if (!source.names || zoom < TOWNS_FROM || this.covered()) return void this.details.clearLayers();
      const edges = [Math.floor(bounds.getWest()), Math.floor(bounds.getSouth()), Math.ceil(bounds.getEast()), Math.ceil(bounds.getNorth())];
      const turn = (this.asking = {}), answer = await source.names(Math.floor(zoom), edges);
      if (turn !== this.asking) return;
      this.detail = answer;
      this.drawNames();
    }
    drawNames() {
      this.details.clearLayers();
      if (!this.detail || this.covered() || this.map.getZoom() < TOWNS_FROM) return;
      const view = this.map.getBounds(), taken = this.news.layers.takenBoxes();
      const put = (lon, lat, name, className, wide, left) => {
        if (!view.contains([lat, lon])) return;
        const { x, y } = this.map.latLngToLayerPoint([lat, lon]), box = [x - (left ? 5 : wide / 2), y - 8, x + (left ? wide + 8 : wide / 2), y + 8];
        if (taken.some(([w, n, e, s]) => box[0] < e && box[2] > w && box[1] < s && box[3] > n)) return;
        taken.push(box);
        L.marker([lat, lon], { pane: "gn-names", interactive: false, keyboard: false,
          icon: L.divIcon({ html: geonews.symbols.label(name, ""), className, iconSize: null }) }).addTo(this.details);
      };
      for (const [lon, lat, name] of this.detail.towns) put(lon, lat, name, "gn-town", name.length * 6, true);
      for (const [lon, lat, name] of this.detail.provinces) put(lon, lat, name, "gn-name gn-province", name.length * 7.5, false);
      this.map.getContainer().dataset.towns = this.details.getLayers().length;
    }

    /* What a viewpoint sees of a contested line: "hidden" shows agreed borders only, "" who holds the ground. */
    kind(line) { return this.viewpoint === "hidden" ? "unrecognized" : line.v[this.viewpoint] || line.k; }

    draw() {
      if (!this.land) return;
      const css = (name) => this.news.css(name), land = css("--land");
      this.drawWaters();
      const style = { fillColor: land, color: land, weight: .6, fillOpacity: 1 };
      if (this.landLayer) this.landLayer.setStyle(style);
      else this.landLayer = L.geoJSON(this.land, { renderer: this.landRenderer, pane: "gn-land", interactive: false, style: () => style }).addTo(this.map);
      const parts = { agreed: Object.values(this.lines.pairs).flat(), contested: [], internal: [] };
      for (const line of this.lines.contested) {
        const drawn = DRAWN[this.kind(line)];
        if (drawn) parts[drawn].push(...line.g);
      }
      const styles = { agreed: { color: css("--line"), weight: 1 }, contested: { color: css("--dispute"), weight: 1.3, dashArray: "2 4" },
        internal: { color: css("--line"), weight: .5, opacity: .7 } };
      for (const name in styles) {
        const latlngs = parts[name].map((part) => part.map(([x, y]) => [y, x]));
        if (this.drawn[name]) this.drawn[name].setLatLngs(latlngs).setStyle(styles[name]);
        else this.drawn[name] = L.polyline(latlngs, Object.assign({ renderer: this.lineRenderer, pane: "gn-lines", interactive: false, smoothFactor: .6 }, styles[name])).addTo(this.map);
      }
      Object.assign(this.map.getContainer().dataset, { viewpoint: this.viewpoint, contested: parts.contested.length });
    }

    see(viewpoint) {
      this.viewpoint = viewpoint;
      this.draw();
      this.news.remember();
    }

    /* The parts of the border of two countries, agreed or not. */
    border(pair) {
      const contested = this.lines.contested.filter((line) => line.p === pair).flatMap((line) => line.g);
      return [...(this.lines.pairs[pair] || []), ...contested];
    }

    nameCountries() {
      this.names.clearLayers();
      this.named = [];
      if (!this.land || this.covered() || this.map.getZoom() < NAMES_FROM) return;
      const view = this.map.getBounds().pad(.1), taken = this.named; // middle and width in pixels
      const marks = this.news.layers ? this.news.layers.markBoxes() : [];
      const covered = (x, y, wide) => marks.some(([w, n, e, s]) => x - wide / 2 < e && x + wide / 2 > w && y - 8 < s && y + 8 > n);
      for (const { properties } of this.countries.values()) {
        const at = L.latLng(properties.y, properties.x), width = properties.n.length * 7 + 12;
        if (!view.contains(at)) continue;
        const wide = this.map.project([properties.y, properties.b[2]]).x - this.map.project([properties.y, properties.b[0]]).x;
        const point = this.map.latLngToLayerPoint(at), step = ASIDE.find((down) => !covered(point.x, point.y + down, width - 12));
        if (step === undefined) continue; // names give way to marks
        point.y += step;
        if (wide < width * .8 || taken.some(([x, y, w]) => Math.abs(x - point.x) < (w + width) / 2 && Math.abs(y - point.y) < 16)) continue;
        taken.push([point.x, point.y, width]);
        L.marker(at, { pane: "gn-names", interactive: false, keyboard: false,
          icon: L.divIcon({ html: geonews.symbols.label(properties.n, ""), className: "gn-name", iconSize: null, iconAnchor: [0, -step] }) }).addTo(this.names);
      }
    }

    /* Another map lies under the news, or no longer: what it covers of the ground gives way. */
    giveWay() {
      const seen = this.news.tiles.seen;
      for (const pane of ["gn-land", "gn-waters", "gn-lines"]) this.map.getPane(pane).style.opacity = seen === "online" ? (pane === "gn-lines" ? .55 : 0) : 1;
      this.map.getContainer().dataset.ground = seen || "offline";
      this.nameCountries();
      this.drawWaters();
      this.askNames();
    }
  };
})();
