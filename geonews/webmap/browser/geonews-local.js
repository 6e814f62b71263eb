/* Data inside the page: the same answers as the server's, and a time slider, for a map that opens from a USB stick. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  const CELL = 48, DAY = 86400000;

  geonews.LocalSource = class {
    constructor(data) {
      this.data = data;
      this.world = data.events.filter((event) => event.x !== undefined).map((event) => {
        const sine = Math.sin((Math.max(-85, Math.min(85, event.y)) * Math.PI) / 180);
        return [event.x / 360 + .5, .5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI), event];
      });
      this.from = -Infinity;
      this.to = Infinity;
    }
    land() { return this.data.land; }
    places() { return this.data.places; }
    inTime(item) { return (item.a ?? -Infinity) <= this.to && (item.z ?? Infinity) >= this.from && (this.to === Infinity || item.a != null || item.z != null); }

    view(zoom, [west, south, east, north]) {
      const size = CELL / (256 * 2 ** zoom), cells = new Map();
      let inView = 0;
      for (const [x, y, event] of this.world) {
        if (event.x < west || event.x > east || event.y < south || event.y > north || !this.inTime(event)) continue;
        inView++;
        const key = `${Math.floor(x / size)},${Math.floor(y / size)}`;
        (cells.get(key) || cells.set(key, []).get(key)).push(event);
      }
      const view = { events: [], cells: [], inView };
      for (const members of cells.values()) {
        if (members.length === 1) { view.events.push(members[0]); continue; }
        const shares = new Map(), box = [Infinity, Infinity, -Infinity, -Infinity];
        let lon = 0, lat = 0;
        for (const { x, y, f } of members) {
          lon += x / members.length;
          lat += y / members.length;
          shares.set(f, (shares.get(f) || 0) + 1);
          box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y); box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
        }
        view.cells.push([lon, lat, members.length, [...shares].sort((a, b) => b[1] - a[1]), box]);
      }
      return view;
    }

    overlay() {
      const areas = new Map(), shading = {}, families = new Map(), bounds = [180, 90, -180, -90];
      let points = 0;
      for (const event of this.data.events) {
        if (!this.inTime(event)) continue;
        families.set(event.f, (families.get(event.f) || 0) + 1);
        if (event.c) shading[event.c] = (shading[event.c] || 0) + 1;
        const at = event.x !== undefined ? event : event.k && this.data.areas[event.k];
        if (at) { bounds[0] = Math.min(bounds[0], at.x); bounds[1] = Math.min(bounds[1], at.y); bounds[2] = Math.max(bounds[2], at.x); bounds[3] = Math.max(bounds[3], at.y); }
        if (event.x !== undefined) { points++; continue; }
        if (!at) continue;
        const counts = areas.get(event.k) || areas.set(event.k, new Map()).get(event.k);
        counts.set(event.f, (counts.get(event.f) || 0) + 1);
      }
      const outlines = [...areas].map(([key, counts]) => {
        const shares = [...counts].sort((a, b) => b[1] - a[1]);
        return Object.assign({}, this.data.areas[key], { k: key, c: shares, n: shares.reduce((sum, [, n]) => sum + n, 0) });
      });
      const crossings = this.data.crossings.map((flow) => {
        const members = flow.m.filter((member) => this.inTime(member));
        const low = members.reduce((sum, m) => sum + (m.l || 0), 0), high = members.reduce((sum, m) => sum + (m.u || 0), 0);
        const people = high ? `, ${low === high ? low.toLocaleString("en") : `${low.toLocaleString("en")} to ${high.toLocaleString("en")}`} people` : "";
        return Object.assign({}, flow, { n: members.length, note: `${members.length} report${members.length > 1 ? "s" : ""}${people}` });
      }).filter((flow) => flow.n);
      return { outlines, shading, crossings, bounds: bounds[0] > bounds[2] ? null : bounds,
        totals: { events: points, crossings: crossings.length, outlines: outlines.length,
          families: [...families].sort((a, b) => b[1] - a[1]) } };
    }
  };

  /* The page: map, slider over the days, and the evidence of what is clicked. */
  geonews.page = function (map, options, data) {
    const source = new geonews.LocalSource(data), byId = new Map(data.events.map((event) => [event.i, event]));
    const popup = L.popup({ maxWidth: 340, className: "gn-popup" });
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    let turn = 0;
    const news = geonews.attach(map, Object.assign({}, options, { source, onChoose: (what, at) => {
      const chosen = what.event ? [byId.get(what.event)]
        : what.box ? source.world.map(([, , event]) => event).filter((event) => { const [w, s, e, n] = what.box.split(",").map(Number);
          return event.x >= w - 1e-6 && event.x <= e + 1e-6 && event.y >= s - 1e-6 && event.y <= n + 1e-6 && source.inTime(event); })
        : what.area ? data.events.filter((event) => event.k === what.area && source.inTime(event))
        : what.crossing ? data.crossings.find((flow) => flow.id === what.crossing).m.map((member) => byId.get(member.i)).filter(Boolean) : [];
      if (!chosen.length || !at) return;
      const box = L.DomUtil.create("div", "gn-evidence");
      for (const event of chosen.slice(0, 40)) {
        const part = symbolsTip(event);
        box.appendChild(part);
      }
      popup.setLatLng(at).setContent(box).openOn(map);
    } }));
    function symbolsTip(event) {
      const part = geonews.symbols.tip(`${event.t} · ${event.d}`, event.h, event.w);
      const quote = L.DomUtil.create("q", "", part);
      quote.setAttribute("dir", "auto");
      quote.textContent = event.e;
      return part;
    }
    const draw = () => news.show({ key: `local ${++turn}`, theme: dark.matches ? "dark" : "light" });
    dark.addEventListener("change", draw);

    const days = data.events.flatMap((event) => [event.a, event.z]).filter((day) => day != null);
    if (days.length) addSlider(Math.min(...days), Math.max(...days));
    function addSlider(first, last) {
      const control = L.control({ position: "bottomleft" });
      control.onAdd = () => {
        const bar = L.DomUtil.create("div", "gn-timebar"), play = L.DomUtil.create("button", "", bar), range = L.DomUtil.create("input", "", bar), out = L.DomUtil.create("span", "", bar);
        L.DomEvent.disableClickPropagation(bar);
        Object.assign(range, { type: "range", min: first, max: last, value: last });
        range.setAttribute("aria-label", "Show events up to this day");
        play.type = "button";
        play.textContent = "▶";
        play.setAttribute("aria-label", "Play");
        let timer = null;
        const update = () => {
          const all = +range.value >= last;
          source.to = all ? Infinity : +range.value;
          out.textContent = all ? "all days" : `to ${new Date(+range.value * DAY).toISOString().slice(0, 10)}`;
          draw();
        };
        const stop = () => { clearInterval(timer); timer = null; play.textContent = "▶"; };
        range.addEventListener("input", update);
        play.addEventListener("click", () => {
          if (timer) return stop();
          if (+range.value >= last) range.value = first;
          play.textContent = "❚❚";
          timer = setInterval(() => { range.value = Math.min(last, +range.value + Math.max(1, Math.round((last - first) / 120))); update(); if (+range.value >= last) stop(); }, 120);
        });
        out.textContent = "all days";
        return bar;
      };
      control.addTo(map);
    }
    draw();
    return news;
  };
})();
