/* Maps that may lie under the news in place of the offline ground: one from the internet, only while the reader wants
   it, and one in a file of the reader's own, of pictures or of shapes. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  const WARN_AFTER = 3; // tiles that fail before any has come
  /* Layers of shapes by their names in the usual schemas (OpenMapTiles, Protomaps, Shortbread), the lowest first. */
  const LAND = /^(earth|land)$/, GREEN = /^(landcover|landuse|park|natural|sites)$/, WATER = /^(water|ocean|water_polygons)$/;
  const RIVER = /^(waterway|water_lines|rivers?)$/, ROAD = /^(transportation|roads?|streets|transit)$/, BORDER = /^(boundary|boundaries)$/, HOUSE = /^buildings?$/;
  const USUAL = ["earth", "landcover", "landuse", "park", "water", "waterway", "buildings", "building", "transportation", "roads", "boundary", "boundaries"];
  const GREAT = /^(motorway|trunk|primary|highway|major|beltway|bypass)/i;

  const great = (feature) => GREAT.test([feature.props.class, feature.props.kind, feature.props.pmap_kind, feature.props.type].find((word) => typeof word === "string") || "");

  /* How shapes are drawn: in the colours of the offline ground, so that marks stand out from them. */
  geonews.shapeRules = (names, css, drawing) => {
    const { PolygonSymbolizer, LineSymbolizer } = drawing, rules = [], found = names.length ? names : USUAL;
    const put = (pattern, symbolizer, rule) => { for (const dataLayer of found) if (pattern.test(dataLayer)) rules.push(Object.assign({ dataLayer, symbolizer }, rule)); };
    const line = (colour, width, more) => new LineSymbolizer(Object.assign({ color: css(colour), width }, more));
    put(LAND, new PolygonSymbolizer({ fill: css("--land") }));
    put(GREEN, new PolygonSymbolizer({ fill: css("--rule"), opacity: .3 }));
    put(WATER, new PolygonSymbolizer({ fill: css("--sea") }), { filter: (zoom, feature) => feature.geomType === 3 });
    put(WATER, line("--water", 1), { filter: (zoom, feature) => feature.geomType === 2 });
    put(RIVER, line("--water", 1));
    put(HOUSE, new PolygonSymbolizer({ fill: css("--line"), opacity: .5 }));
    put(ROAD, line("--line", (zoom) => (zoom < 9 ? .6 : 1.2)), { filter: (zoom, feature) => !great(feature) });
    put(ROAD, line("--quiet", (zoom) => (zoom < 8 ? .7 : 1.6)), { filter: (zoom, feature) => great(feature) });
    put(BORDER, line("--dispute", .8, { dash: [3, 2], dashColor: css("--dispute"), dashWidth: .8 }));
    return rules;
  };

  geonews.Tiles = class {
    constructor(news) {
      this.news = news;
      this.map = news.map;
      this.seen = this.wanted = null;
      for (const [name, order] of [["tiles", 140], ["own", 152]]) {
        this.map.createPane("gn-" + name).style.zIndex = order;
        this.map.getPane("gn-" + name).style.pointerEvents = "none";
      }
    }

    /* Lay one under the news, or none; the offline ground stays until it is there, and comes back when it cannot be had. */
    async use(kind, tell) {
      this.layer?.remove();
      this.layer = null;
      this.wanted = kind;
      this.tell = tell;
      this.see(null);
      if (!kind) return;
      let failed = 0;
      const layer = kind === "own" ? await this.own() : this.online();
      if (this.wanted !== kind || this.layer) return;
      if (!layer) return void this.fail(kind);
      this.layer = layer;
      layer.on("tileload load", () => { failed = 0; this.see(kind); });
      layer.on("tileerror", () => { if (++failed >= WARN_AFTER && this.layer === layer) this.fail(kind); });
      layer.addTo(this.map);
    }
    fail(kind) {
      const { tell } = this;
      this.use(null);
      tell?.(`${kind === "own" ? "Your map" : "The online map"} cannot be reached. The offline map is shown instead.`);
    }
    online() {
      const { url, attribution } = this.news.options.tiles;
      return L.tileLayer(url, { pane: "gn-tiles", attribution, maxNativeZoom: 19, referrerPolicy: "strict-origin-when-cross-origin" });
    }
    async own() {
      const { url, attribution, zooms, bounds, shapes, script } = this.news.options.own, [west, south, east, north] = bounds;
      const usual = { pane: "gn-own", attribution, bounds: [[south, west], [north, east]], minZoom: zooms[0] };
      this.map.getPane("gn-own").classList.toggle("gn-pictures", !shapes);
      if (!shapes) return L.tileLayer(url, Object.assign({ maxNativeZoom: zooms[1] }, usual));
      try {
        await geonews.script(script);
      } catch {
        return null;
      }
      const drawing = window.protomapsL, has = (pattern) => shapes.some((name) => pattern.test(name));
      /* What is under its shapes: where it has land, the sea; where it has water alone, land; else the offline ground. */
      const under = has(LAND) ? "--sea" : has(WATER) || !shapes.length ? "--land" : null;
      const rules = geonews.shapeRules(shapes, (name) => this.news.css(name), drawing);
      return drawing.leafletLayer(Object.assign({ url, maxDataZoom: zooms[1], paintRules: rules, labelRules: [], backgroundColor: under ? this.news.css(under) : undefined }, usual));
    }
    see(kind) {
      if (this.seen === kind) return;
      this.seen = kind;
      this.news.ground?.giveWay();
    }
    /* Shapes are drawn anew in the colours of another theme. */
    theme() { if (this.wanted === "own" && this.news.options.own.shapes) this.use("own", this.tell); }

    /* Whether a map of pictures, which has names of its own, fills the view. */
    covers() {
      if (this.seen === "online") return true;
      const { own } = this.news.options;
      if (this.seen !== "own" || own.shapes || this.map.getZoom() < own.zooms[0]) return false;
      const [west, south, east, north] = own.bounds;
      return L.latLngBounds([[south, west], [north, east]]).contains(this.map.getCenter());
    }
  };

  const loaded = new Map();
  /* Load a script once; one that did not come may be asked for again. */
  geonews.script = (address) => {
    if (!loaded.has(address)) loaded.set(address, new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = () => { loaded.delete(address); failed(new Error("a script of the map did not load")); };
      document.head.appendChild(script);
    }));
    return loaded.get(address);
  };
})();
