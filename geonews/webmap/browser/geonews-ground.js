/* The ground: land, border lines as a viewpoint sees them, names of countries; by choice a map from the internet. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  /* How a kind of line is drawn: agreed borders solid, contested ones dotted; what is not recognised not at all. */
  const DRAWN = { international: "agreed", disputed: "contested", indefinite: "contested", "line of control": "contested",
    "limit of claim": "contested", internal: "internal", unrecognized: null };
  const WARN_AFTER = 3; // tiles that fail before any has come

  geonews.Ground = class {
    constructor(news) {
      this.news = news;
      this.map = news.map;
      this.viewpoint = news.recalled.get("lines") || "";
      this.names = L.layerGroup().addTo(this.map);
      this.drawn = {};
      for (const [name, order] of [["tiles", 140], ["land", 150], ["shade", 152], ["lines", 155], ["names", 440]]) {
        this.map.createPane("gn-" + name).style.zIndex = order;
        if (name !== "shade") this.map.getPane("gn-" + name).style.pointerEvents = "none";
      }
      this.landRenderer = L.canvas({ pane: "gn-land", padding: .5 });
      this.lineRenderer = L.canvas({ pane: "gn-lines", padding: .5 });
      this.map.on("moveend", () => this.nameCountries());
    }

    async load() {
      const source = this.news.source();
      [this.land, this.lines] = await Promise.all([source.land(), source.lines()]);
      this.countries = new Map(this.land.features.map((feature) => [feature.properties.c, feature]));
      this.draw();
      this.nameCountries();
    }

    /* What a viewpoint sees of a contested line: "hidden" shows agreed borders only, "" who holds the ground. */
    kind(line) { return this.viewpoint === "hidden" ? "unrecognized" : line.v[this.viewpoint] || line.k; }

    draw() {
      if (!this.land) return;
      const css = (name) => this.news.css(name), land = css("--land");
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
      if (!this.land || this.tilesSeen || this.map.getZoom() < 3) return;
      const view = this.map.getBounds().pad(.1), taken = this.named; // middle and width in pixels
      for (const { properties } of this.countries.values()) {
        const at = L.latLng(properties.y, properties.x), width = properties.n.length * 7 + 12;
        if (!view.contains(at)) continue;
        const wide = this.map.project([properties.y, properties.b[2]]).x - this.map.project([properties.y, properties.b[0]]).x;
        const point = this.map.latLngToLayerPoint(at);
        if (wide < width * .8 || taken.some(([x, y, w]) => Math.abs(x - point.x) < (w + width) / 2 && Math.abs(y - point.y) < 16)) continue;
        taken.push([point.x, point.y, width]);
        L.marker(at, { pane: "gn-names", interactive: false, keyboard: false,
          icon: L.divIcon({ html: geonews.symbols.label(properties.n, ""), className: "gn-name", iconSize: null }) }).addTo(this.names);
      }
    }

    /* Tiles from the internet, only while the reader wants them. The offline ground stays until they are there, and
       comes back when they cannot be had. */
    useTiles(wanted, tell) {
      if (this.tiles) this.tiles.remove();
      this.tiles = null;
      this.showTiles(false);
      if (!wanted) return;
      const { url, attribution } = this.news.options.tiles;
      let failed = 0;
      this.tiles = L.tileLayer(url, { pane: "gn-tiles", attribution, maxNativeZoom: 19, referrerPolicy: "strict-origin-when-cross-origin" });
      this.tiles.on("tileload", () => { failed = 0; this.showTiles(true); });
      this.tiles.on("tileerror", () => {
        if (++failed < WARN_AFTER || !this.tiles) return;
        this.useTiles(false);
        tell("The online map cannot be reached. The offline map is shown instead.");
      });
      this.tiles.addTo(this.map);
    }
    showTiles(seen) {
      this.tilesSeen = seen;
      for (const pane of ["gn-land", "gn-lines"]) this.map.getPane(pane).style.opacity = seen ? (pane === "gn-land" ? 0 : .55) : 1;
      this.map.getContainer().dataset.ground = seen ? "online" : "offline";
      this.nameCountries();
    }
  };
})();
