/* What the map and the list say to one another: what is opened flies into view, a row under the pointer lights its mark and
   a mark its row, and the list can be told when the view changes. They meet as events of the page's window, which carry
   ids and positions, and no words. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  const LEAST_ZOOM = 4, SETTLED = 350;

  geonews.Linking = class {
    constructor(news) {
      this.news = news;
      this.map = news.map;
      this.map.createPane("gn-lit").style.zIndex = 630;
      this.map.getPane("gn-lit").style.pointerEvents = "none";
      this.renderer = L.svg({ pane: "gn-lit", padding: .3 });
      this.group = L.featureGroup().addTo(this.map);
      this.listener = ({ detail }) => this.light(detail);
      this.page = news.page();
      this.page.addEventListener("geonews-row", this.listener);
      window.addEventListener("pagehide", () => this.page.removeEventListener("geonews-row", this.listener));
      this.map.on("moveend", () => this.tellSoon());
    }

    /* ---- opened: into view, unless it is there ---- */
    place({ x, y, area } = {}) {
      if (x != null && y != null) return L.latLng(y, x);
      const known = area && this.news.overlay && this.news.overlay.outlines.find((one) => one.k === area);
      return known ? L.latLng(known.y, known.x) : null;
    }
    reveal(chosen) {
      const at = chosen && this.place(chosen);
      if (!at || this.isSeen(at)) return;
      const zoom = Math.max(LEAST_ZOOM, this.map.getZoom()), still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const to = this.map.unproject(this.map.project(at, zoom).add([0, this.map.getSize().y * (.5 - this.bare() / 2)]), zoom);
      still ? this.map.setView(to, zoom, { animate: false }) : this.map.flyTo(to, zoom, { duration: .7 });
    }
    /* The upper part of the map that a card leaves bare: all of it, but where the card is a sheet over its foot. */
    bare() { return this.page !== window && this.page.innerWidth < 1100 ? .3 : 1; }
    isSeen(at) {
      const { x, y } = this.map.latLngToContainerPoint(at), size = this.map.getSize(), edge = 24;
      return x > edge && x < size.x - edge && y > edge && y < size.y * this.bare() - edge;
    }

    /* ---- under the pointer ---- */
    light(what) {
      this.group.clearLayers();
      const at = what && this.place(what), box = this.map.getContainer();
      box.dataset.lit = at ? what.id : "";
      if (at) L.circleMarker(at, { renderer: this.renderer, pane: "gn-lit", radius: 19, weight: 3, color: this.news.css("--accent"), fill: false,
        interactive: false, className: "gn-lit" }).addTo(this.group);
    }
    /* A mark tells which events it stands for: an id, or a box of degrees. */
    lights(layer, what) {
      layer.on("mouseover", () => this.tell("geonews-mark", what));
      layer.on("mouseout", () => this.tell("geonews-mark", null));
      return layer;
    }
    tell(name, detail) { this.page.dispatchEvent(new CustomEvent(name, { detail })); }

    /* ---- the list follows the view ---- */
    follow() {
      if (this.news.state.follow && this.told === undefined) this.tellSoon();
      if (!this.news.state.follow) this.told = undefined;
      if (this.news.state.taken) this.news.remember();
    }
    /* While something is taken away: view and layers, which stand in the address alone. */
    tellAddress(hash) {
      clearTimeout(this.addressing);
      if (!this.news.state.taken || hash === this.toldAddress) return;
      this.addressing = setTimeout(() => { this.toldAddress = hash; this.news.say({ hash }); }, SETTLED);
    }
    tellSoon() {
      clearTimeout(this.waiting);
      if (this.news.state.follow) this.waiting = setTimeout(() => {
        const bounds = this.map.getBounds(), view = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((d) => d.toFixed(3)).join();
        if (this.news.state.follow && view !== this.told) this.news.say({ view: (this.told = view) });
      }, SETTLED);
    }
  };
})();
