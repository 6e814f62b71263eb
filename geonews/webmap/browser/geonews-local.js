/* Data inside the page: the same answers as the server's, for a map that opens from a USB stick. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  const CELL = 48, DAY = 86400000;

  geonews.LocalSource = class {
    /* The data of the page, and how many bars of days there is room for. */
    constructor(data, bars = () => 90) {
      this.data = data;
      this.mostBars = bars;
      this.world = data.events.filter((event) => event.x !== undefined).map((event) => {
        const sine = Math.sin((Math.max(-85, Math.min(85, event.y)) * Math.PI) / 180);
        return [event.x / 360 + .5, .5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI), event];
      });
    }
    async land() { return this.data.land; }
    async lines() { return this.data.lines; }
    async places() { return this.data.places; }
    /* Whether an item's days overlap a stretch. Without a begin it stands at its end, and the other way round, unless the
       page was made to take open intervals at their word. */
    inTime(item, [from, to] = [null, null]) {
      if (from == null && to == null) return true;
      if (item.a == null && item.z == null) return false;
      const first = item.a ?? (this.data.open ? -Infinity : item.z), last = item.z ?? (this.data.open ? Infinity : item.a);
      return first <= (to ?? Infinity) && last >= (from ?? -Infinity);
    }
    /* The reader's stretch of days, and within it the step that is played. */
    seen(item, window) { return this.inTime(item, this.range) && this.inTime(item, window || undefined); }

    async days(whole) {
      const { range } = this, all = this.data.events, dated = all.filter((event) => event.a != null || event.z != null);
      const out = { bars: [], held: [], earlier: 0, later: 0, undated: all.length - dated.length, from: range ? range[0] : null, to: range ? range[1] : null };
      if (!dated.length) return out;
      const days = dated.map((event) => event.a ?? event.z).sort((one, other) => one - other), most = this.mostBars(), bars = new Map();
      const [low, high] = whole ? [days[0], days[days.length - 1]] : middle(days);
      let step = [1, 7, 30, 91, 365].find((length) => (high - low + 1) / length <= most) || 365;
      while ((high - low + 1) / step > most) step *= 2;
      const first = new Date(low * DAY), origin = step === 1 ? low : step === 7 ? low - ((low + 3) % 7) : Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1) / DAY;
      for (const event of dated) {
        const day = event.a ?? event.z;
        if (day < low) out.earlier++;
        else if (day > high) out.later++;
        else {
          const begin = origin + Math.floor((day - origin) / step) * step, shares = bars.get(begin) || bars.set(begin, new Map()).get(begin);
          shares.set(event.f, (shares.get(event.f) || 0) + 1);
        }
      }
      out.span = [low, high];
      out.held = stretches(dated.map((event) => [event.a ?? event.z, event.z ?? event.a]), low, high);
      out.bars = [...bars].sort(([one], [other]) => one - other).map(([begin, shares]) => [begin, begin + step - 1, [...shares].sort(([one], [other]) => one - other)]);
      return out;
    }

    /* The numbers of the reader's stretch, and of another one. */
    async compare(other) {
      const { range } = this, found = [];
      for (const stretch of [range, other]) {
        this.range = stretch;
        found.push((await this.overlay()).totals);
      }
      this.range = range;
      return found;
    }

    async view(zoom, [west, south, east, north], window) {
      const size = CELL / (256 * 2 ** zoom), cells = new Map();
      let inView = 0;
      for (const [x, y, event] of this.world) {
        if (event.x < west || event.x > east || event.y < south || event.y > north || !this.seen(event, window)) continue;
        inView++;
        const key = `${Math.floor(x / size)},${Math.floor(y / size)}`, cell = cells.get(key) || cells.set(key, { x: 0, y: 0, members: [] }).get(key);
        cell.members.push(event);
        cell.x += (x - cell.x) / cell.members.length;
        cell.y += (y - cell.y) / cell.members.length;
      }
      const view = { events: [], cells: [], inView };
      for (const { members } of merged([...cells.values()], 1 / (256 * 2 ** zoom))) {
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

    async heat(zoom, box, window) {
      const cells = new Map(), size = 10 / (256 * 2 ** zoom);
      for (const [x, y, event] of this.world) {
        if (!this.seen(event, window)) continue;
        const key = `${Math.floor(x / size)},${Math.floor(y / size)}`, cell = cells.get(key) || cells.set(key, [event.x, event.y, 0]).get(key);
        cell[2]++;
      }
      const most = [...cells.values()].reduce((found, [, , n]) => Math.max(found, n), 0);
      return { most, points: [...cells.values()].map(([x, y, n]) => [x, y, Math.sqrt(n / most)]) };
    }

    async shading(by, window) {
      const values = {};
      if (by.startsWith("people")) {
        const told = new Map();
        for (const flow of this.data.crossings) {
          const code = by === "people-in" ? flow.d : flow.o, members = told.get(code) || told.set(code, []).get(code);
          members.push(...flow.m.filter((member) => this.seen(member, window)));
        }
        for (const [code, members] of told) {
          const [low, high] = people(members);
          if (code && high) values[code] = [low, high];
        }
      }
      else for (const event of this.data.events) {
        if (!event.c || !this.seen(event, window) || (by !== "events" && event.q !== by)) continue;
        const sum = (values[event.c] = values[event.c] || [0, 0]);
        sum[0]++;
        sum[1]++;
      }
      return { values, breaks: breaks(Object.values(values).map(([, high]) => high)) };
    }

    /* The events of what was clicked, the latest first. */
    async members(what, window) {
      const events = this.data.events.filter((event) => this.seen(event, window)), flows = this.data.crossings;
      const of = (chosen) => { const ids = new Set(chosen.flatMap((flow) => flow.m.map((member) => member.i))); return events.filter((event) => ids.has(event.i)); };
      let found = [];
      if (what.event) found = events.filter((event) => event.i === what.event);
      else if (what.area) found = events.filter((event) => event.k === what.area);
      else if (what.crossing) found = of(flows.filter((flow) => flow.id === what.crossing));
      else if (what.border) found = of(flows.filter((flow) => [flow.o, flow.d].sort().join("-") === what.border));
      else if (what.box) {
        const [w, s, e, n] = what.box.split(",").map(Number);
        found = events.filter((event) => event.x >= w - 1e-6 && event.x <= e + 1e-6 && event.y >= s - 1e-6 && event.y <= n + 1e-6);
      }
      found.sort((one, other) => (other.a ?? other.z ?? 0) - (one.a ?? one.z ?? 0));
      return { n: found.length, events: found.slice(0, 40) };
    }

    async overlay(window) {
      const areas = new Map(), families = new Map(), types = new Map(), pairs = {}, bounds = [180, 90, -180, -90];
      let points = 0, all = 0;
      for (const event of this.data.events) {
        if (!this.seen(event, window)) continue;
        all++;
        families.set(event.f, (families.get(event.f) || 0) + 1);
        types.set(event.q, [event.q, event.t, ((types.get(event.q) || [])[2] || 0) + 1]);
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
      }).sort((one, other) => other.n - one.n);
      const told = {};
      const crossings = this.data.crossings.map((flow) => {
        const members = flow.m.filter((member) => this.seen(member, window)), [low, high] = people(members);
        if (members.length && flow.o && flow.d) {
          const ends = [flow.o, flow.d].sort(), key = ends.join("-"), row = (pairs[key] = pairs[key] || [0, 0, 0, 0]);
          row[flow.o === ends[0] ? 0 : 1] += members.length;
          (told[key] = told[key] || []).push(...members);
        }
        return Object.assign({}, flow, { n: members.length, note: `${members.length} report${members.length > 1 ? "s" : ""}${high ? `, ${geonews.range(low, high)} people` : ""}` });
      }).filter((flow) => flow.n);
      for (const key of Object.keys(pairs)) [pairs[key][2], pairs[key][3]] = people(told[key]);
      return { outlines, crossings, bounds: bounds[0] > bounds[2] ? null : bounds, types: [...types.values()].sort((a, b) => b[2] - a[2]),
        borders: { pairs, breaks: breaks(Object.values(pairs).map(([there, back]) => there + back)) },
        totals: { all, events: points, crossings: crossings.length, outlines: outlines.length, families: [...families].sort((a, b) => b[1] - a[1]) } };
    }
  };

  /* The days that the bars open on, and the stretches of days in which there is an event, as the server has them. */
  function middle(days) {
    let [low, high] = [days[0], days[days.length - 1]], out = Math.floor(days.length / 50);
    if (days.length >= 10 && high - low > 3650) out = Math.max(1, out);
    if (days.length < 10 || !out) return [low, high];
    const [first, last] = [days[out], days[days.length - 1 - out]], spares = (length) => length >= 60 && length >= .25 * (days[days.length - 1] - days[0]);
    if (spares(first - days[0])) low = first;
    if (spares(days[days.length - 1] - last)) high = last;
    return [low, high];
  }
  function stretches(held, low, high) {
    const found = [];
    for (const [first, last] of held.sort(([one], [other]) => one - other)) {
      if (last < low || first > high) continue;
      const before = found[found.length - 1], [begin, end] = [Math.max(low, first), Math.min(high, last)];
      if (before && begin <= before[1] + 1) before[1] = Math.max(before[1], end);
      else found.push([begin, end]);
    }
    return found;
  }

  /* Let the largest cells swallow those that they would cover, until none covers another; one pixel is so much of the world. */
  function merged(cells, pixel) {
    const found = [], left = new Set(cells.sort((one, other) => other.members.length - one.members.length));
    const radius = ({ members }) => (members.length > 1 ? geonews.symbols.pileRadius(members.length) : 8) + 1;
    for (const big of left) {
      left.delete(big);
      for (const cell of left) {
        if (Math.hypot(cell.x - big.x, cell.y - big.y) >= (radius(big) + radius(cell)) * pixel) continue;
        const share = cell.members.length / (big.members.length + cell.members.length);
        left.delete(cell);
        big.x += (cell.x - big.x) * share;
        big.y += (cell.y - big.y) * share;
        big.members = big.members.concat(cell.members);
      }
      found.push(big);
    }
    return found.length < cells.length ? merged(found, pixel) : found;
  }

  /* The least and the most people that crossings name; several reports of one event count once, with what any tells. */
  function people(members) {
    const events = new Map();
    for (const { i, g, l, u } of members) {
      const known = events.get(g || i) || events.set(g || i, [null, 0]).get(g || i);
      if (typeof l === "number") known[0] = known[0] === null ? l : Math.min(known[0], l);
      known[1] = Math.max(known[1], u || 0);
    }
    return [...events.values()].reduce(([low, high], [least, most]) => [low + (least || 0), high + most], [0, 0]);
  }

  /* The least value of each of up to five classes of about equal membership, as the server has it. */
  function breaks(values) {
    const sorted = values.slice().sort((a, b) => a - b), found = [];
    for (let share = 0; sorted.length && share < 5; share++) {
      const at = (share / 5) * (sorted.length - 1), low = Math.floor(at), edge = sorted[low] + ((sorted[low + 1] ?? sorted[low]) - sorted[low]) * (at - low);
      const digits = share && edge >= 1 ? 10 ** Math.max(0, Math.floor(Math.log10(edge)) - 1) : 1, rounded = Math.floor(edge / digits) * digits;
      if (!found.length || rounded > found[found.length - 1]) found.push(rounded);
    }
    return found;
  }

  /* Title, filter, day, sources and method, in a corner of the page. */
  function about(map, { title, lines }) {
    const control = L.control({ position: "topleft" }), make = (tag, parent, text) => { const made = L.DomUtil.create(tag, "", parent); if (text) made.textContent = text; return made; };
    control.onAdd = () => {
      const box = L.DomUtil.create("div", "gn-about"), details = make("details", box);
      L.DomEvent.disableClickPropagation(box);
      make("summary", details, title);
      for (const line of lines) { const said = make("p", details, line); said.className = "gn-note"; said.dir = "auto"; }
      details.open = window.innerWidth > 900;
      return box;
    };
    control.addTo(map);
    const corner = control.getContainer().parentNode;
    corner.insertBefore(control.getContainer(), corner.firstChild); // above the buttons
  }

  /* The page: everything that the app's map has, and the evidence of what is clicked. */
  geonews.page = function (map, options, data) {
    const source = new geonews.LocalSource(data, () => Math.max(40, Math.min(270, Math.floor(map.getSize().x / 5)))), dark = window.matchMedia("(prefers-color-scheme: dark)");
    let turn = 0, news = null;
    const draw = () => news.show({ key: `local ${++turn}`, theme: dark.matches ? "dark" : "light" });
    const onSay = (what) => {
      if (!("from" in what)) return;
      const day = (text) => (text ? Date.parse(text) / DAY : null);
      source.range = what.from || what.to ? [day(what.from), day(what.to)] : undefined;
      draw();
    };
    news = geonews.attach(map, Object.assign({}, options, { source, onSay }));
    dark.addEventListener("change", draw);
    if (options.about) about(map, options.about);
    source.overlay().then(async ({ bounds }) => {
      const { opened } = options.about || {};
      Object.assign(news.state, { bounds, chosen: opened || null });
      await draw();
      const at = opened && news.linking.place(opened);
      if (at) news.list({ event: opened.id }, at);
    });
    return news;
  };
})();
