/* Where the map's answers come from in the app: its own server, by relative addresses, so that it works under any base
   path. A page that stands alone has a LocalSource with the same questions. A window is [first, last] in days since
   1970, either end null where it is open; no window is all days. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  const DAY = 86400000, REMEMBERED = 24;
  /* A number of events in words. */
  geonews.events = (number, kind = "") => `${number.toLocaleString("en")} ${kind}event${number === 1 ? "" : "s"}`;
  geonews.iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  geonews.NOTHING = { outlines: [], crossings: [], borders: { pairs: {}, breaks: [] }, types: [], totals: { all: 0, families: [] }, bounds: null };

  const once = new Map(); // ground, and what was asked for ahead
  geonews.ServerSource = class {
    constructor(options, { key, session }) { Object.assign(this, { options, base: options.base, key, session }); }
    async fetch(path) {
      const answer = await fetch(this.base + path, { credentials: "same-origin" });
      return answer.ok ? answer.json() : null;
    }
    ask(name, query, window) {
      const days = window ? [["from", window[0]], ["to", window[1]]].filter(([, day]) => day != null).map(([end, day]) => `${end}=${geonews.iso(day)}`) : [];
      const path = `${name}/${this.key}?${[...query, ...days].join("&")}`;
      if (!window) return this.fetch(path);
      if (!once.has(path)) {
        once.set(path, this.fetch(path));
        for (const old of [...once.keys()].filter((key) => key.includes("?")).slice(0, -REMEMBERED)) once.delete(old);
      }
      return once.get(path);
    }
    ground(name) {
      const path = `${name}/${this.options.landVersion}`;
      if (!once.has(path)) once.set(path, this.fetch(path));
      return once.get(path);
    }
    land() { return this.ground("land"); }
    lines() { return this.ground("lines"); }
    waters() { return this.ground("waters"); }
    names(zoom, box) { return this.fetch(`names/${this.options.landVersion}?z=${zoom}&box=${box.join(",")}`); }
    drawn() { fetch(`${this.base}drawn/${this.session}/${this.key}`, { method: "POST", credentials: "same-origin" }); }
    places() { return this.fetch(`places/${this.key}`); }
    days(whole) { return this.fetch(`days/${this.key}${whole ? "?whole=1" : ""}`); }
    compare(other) { return this.fetch(`compare/${this.key}?from=${geonews.iso(other[0])}&to=${geonews.iso(other[1])}`); }
    async overlay(window) { return (await this.ask("overlay", [], window)) || geonews.NOTHING; }
    view(zoom, box, window) { return this.ask("view", [`z=${zoom}`, `box=${box.join(",")}`, ...(window ? [] : [`session=${this.session}`])], window); }
    heat(zoom, box, window) { return this.ask("heat", [`z=${zoom}`, `box=${box.join(",")}`], window); }
    shading(by, window) { return this.ask("shading", [`by=${encodeURIComponent(by)}`], window); }
    members(what, window) { return this.ask("members", Object.entries(what).map(([name, value]) => `${name}=${encodeURIComponent(value)}`), window); }
  };
})();
