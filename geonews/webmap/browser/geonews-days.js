/* The days under the map: a histogram on which a stretch is drawn, and a player that steps through it.
   A stretch becomes the filter's dates; the player only changes what the map shows, and asks nobody but the source. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  const DAY = 86400000, HEIGHT = 44, HEADROOM = 14, LEAST_DAYS = 21, WIDEST_BAR = 26, PACE = 650, WHOLE = 45000, TELL = 600;
  const STEP = /^(day|week|month)\/(\d{4}-\d\d-\d\d)(\/growing)?$/;
  const make = (tag, className, parent, text) => { const made = L.DomUtil.create(tag, className, parent); if (text !== undefined) made.textContent = text; return made; };
  const on = (day) => new Date(day * DAY);
  const dayOf = (year, month, day) => Date.UTC(year, month, day) / DAY;
  const said = (day, parts) => on(day).toLocaleDateString("en-GB", Object.assign({ timeZone: "UTC" }, parts));
  const FULL = { day: "numeric", month: "short", year: "numeric" };

  /* The days of each step from one day to another: [first, last]. Weeks begin on Monday. */
  geonews.steps = (low, high, unit) => {
    const found = [];
    let begin = unit === "week" ? low - ((low + 3) % 7) : unit === "month" ? dayOf(on(low).getUTCFullYear(), on(low).getUTCMonth(), 1) : low;
    while (begin <= high) {
      const end = unit === "day" ? begin : unit === "week" ? begin + 6 : dayOf(on(begin).getUTCFullYear(), on(begin).getUTCMonth() + 1, 1) - 1;
      found.push([begin, end]);
      begin = end + 1;
    }
    return found;
  };

  geonews.Days = class {
    constructor(news) {
      this.news = news;
      this.steps = [];
      this.box = make("section", "gn-days", news.map.getContainer().parentNode);
      this.box.setAttribute("aria-label", "Days of the events");
      this.box.appendChild(news.panel.legend);
      /* What lies earlier and later stands beside the bars, and what they show above them: nothing covers anything. */
      const row = make("div", "gn-timeline", this.box);
      this.more = { earlier: make("button", "gn-more", row) };
      const held = make("div", "gn-held", row);
      this.out = make("output", "", held);
      this.chart = make("div", "gn-bars", held);
      this.more.later = make("button", "gn-more", row);
      this.bar = make("div", "gn-player", this.box);
      this.play = this.button("gn-play", "▶", "Play");
      this.range = make("input", "", this.bar);
      Object.assign(this.range, { type: "range", min: 0, value: 0 });
      this.range.setAttribute("aria-label", (this.range.title = "Step in time"));
      this.play.title = "Show one step of the days after another";
      this.unit = this.choice("Length of a step", [["day", "by day"], ["week", "by week"], ["month", "by month"]]);
      this.mode = this.choice("What a step shows", [["window", "step by step"], ["growing", "all up to it"]]);
      this.speed = this.choice("Speed", [["0.5", "½ ×"], ["1", "1 ×"], ["2", "2 ×"], ["4", "4 ×"]]);
      this.speed.classList.add("gn-speed");
      this.speed.value = "1";
      this.stop = this.button("gn-quiet", "✕", "All days");
      this.range.addEventListener("input", () => { this.pause(); this.go(+this.range.value); });
      this.play.addEventListener("click", () => (this.playing ? this.pause() : this.start()));
      this.stop.addEventListener("click", () => this.leave(true));
      this.second = this.button("gn-quiet gn-second", "⇄", "Compare");
      this.second.title = "Draw a second stretch on the bars: both periods are set side by side";
      this.second.addEventListener("click", () => { this.result?.remove(); this.arm(!this.armed); });
      for (const button of Object.values(this.more)) {
        button.type = "button";
        button.addEventListener("click", () => this.widen(!this.whole));
      }
      for (const select of [this.unit, this.mode]) select.addEventListener("change", () => { const at = this.now(); this.plan(); if (at != null) this.go(this.find(at)); });
      new ResizeObserver(() => this.draw()).observe(this.chart);
      this.brush();
    }
    /* A button with a sign and a word; a narrow window shows the sign alone, a wide one the word, and to play both. */
    button(className, sign, word) {
      const made = make("button", className, this.bar);
      made.type = "button";
      this.call(made, sign, word);
      return made;
    }
    call(button, sign, word) {
      button.replaceChildren();
      make("span", "gn-sign", button, sign).setAttribute("aria-hidden", "true");
      make("span", "gn-word", button, word);
      button.setAttribute("aria-label", word);
    }
    choice(label, options) {
      const select = make("select", "gn-select", this.bar);
      select.setAttribute("aria-label", (select.title = label));
      for (const [value, text] of options) make("option", "", select, text).value = value;
      return select;
    }

    /* ---- what there is ---- */
    /* The bars open on the middle of the events; a few that lie far off are told beside them, and drawn on request. */
    async widen(whole) {
      const days = await this.news.source().days(whole);
      if (!days) return;
      this.whole = whole;
      this.fill(days);
    }
    tellMore() {
      for (const end of ["earlier", "later"]) {
        const number = this.data[end] || 0, button = this.more[end], back = end === "earlier" && this.whole;
        button.hidden = !number && !back;
        button.textContent = back ? "most events" : `${number.toLocaleString("en")} ${end}`;
        button.title = back ? "Leave out the few days that lie far off" : `Draw the days of ${number === 1 ? "this event" : "these events"}, too`;
      }
    }
    renew(days) {
      this.whole = false;
      this.told = "";
      this.fill(days);
    }
    fill(days) {
      this.pause();
      this.data = days;
      const { bars } = days, [first, last] = bars.length ? [bars[0][0], bars[bars.length - 1][1]] : [0, 0];
      const spare = Math.max(0, LEAST_DAYS - (last - first + 1)) / 2; // a lone day stays a thin bar
      this.domain = [first - Math.ceil(spare), last + Math.ceil(spare)];
      const [begin, end] = days.span || [0, 0];
      this.span = [days.from ?? begin, days.to ?? end];
      this.box.classList.toggle("gn-none", !bars.length);
      const length = this.span[1] - this.span[0], recalled = !this.planned && STEP.exec(this.news.recalled.get("step") || "");
      if (!this.planned) this.unit.value = recalled ? recalled[1] : length <= 62 ? "day" : length <= 800 ? "week" : "month";
      if (recalled && recalled[3]) this.mode.value = "growing";
      this.planned = true;
      this.index = null;
      this.endComparing();
      this.tellMore();
      this.plan();
      this.draw();
      const index = recalled ? this.at(Date.parse(recalled[2]) / DAY) : -1;
      if (index >= 0) this.news.groundLoaded.then(() => this.go(index));
    }
    /* The step that is shown, for the address: unit and first day, and whether all up to it is shown. */
    remembered() {
      if (this.index == null) return [];
      return [`step=${this.unit.value}/${geonews.iso(this.steps[this.index][0])}${this.mode.value === "growing" ? "/growing" : ""}`];
    }
    rememberSoon() {
      clearTimeout(this.remembering);
      this.remembering = setTimeout(() => this.news.remember(), 400);
    }
    plan() {
      this.steps = geonews.steps(this.span[0], Math.min(this.span[1], this.span[0] + 40000), this.unit.value);
      this.range.max = this.steps.length - 1;
      this.say();
    }
    now() { return this.index == null ? null : this.steps[this.index][0]; }
    at(day) { return this.steps.findIndex(([first, last]) => day >= first && day <= last); }
    find(day) { return Math.max(0, this.at(day)); }
    windowAt(index) {
      const [first, last] = this.steps[index];
      return this.mode.value === "growing" ? [this.data.from ?? null, last] : [first, last];
    }

    /* Whether anything happened in a step; in what has no such days told, always. */
    holds(index) {
      const [first, last] = this.steps[index], { held } = this.data;
      return !held || held.some(([begin, end]) => begin <= last && end >= first);
    }
    after(index) {
      while (index < this.steps.length && !this.holds(index)) index++;
      return index;
    }

    /* ---- playing ---- */
    /* The numbers and the list beside the map follow the step; while it plays not faster than they are drawn. */
    tell() {
      clearTimeout(this.telling);
      this.telling = setTimeout(() => {
        const step = this.index == null ? "" : this.windowAt(this.index).map((day) => (day == null ? "" : geonews.iso(day))).join("/");
        if (step === (this.told || "") || this.news.options.onSay) return;
        this.told = step;
        this.toldAt = performance.now();
        this.news.say({ step });
      }, Math.max(60, this.playing ? (this.toldAt || 0) + TELL - performance.now() : 0));
    }
    async go(index) {
      this.index = index;
      this.range.value = index;
      this.say();
      this.rememberSoon();
      if (!this.playing || performance.now() - (this.toldAt || 0) > TELL) this.tell();
      await this.news.setWindow(this.windowAt(index), this.playing && this.after(index + 1) < this.steps.length ? this.windowAt(this.after(index + 1)) : null);
      this.say();
    }
    async start() {
      if (!this.steps.length || this.playing) return;
      const turn = (this.playing = {}), steps = this.steps.filter((_, at) => this.holds(at)).length;
      this.call(this.play, "❚❚", "Pause");
      let index = this.after(this.index == null ? 0 : this.index + 1);
      if (index >= this.steps.length) index = this.after(0);
      for (; this.playing === turn && index < this.steps.length; index = this.after(index + 1)) {
        const began = performance.now(), pace = Math.min(PACE, WHOLE / Math.max(1, steps)) / +this.speed.value;
        await this.go(index);
        await new Promise((done) => setTimeout(done, Math.max(40, pace - (performance.now() - began))));
      }
      if (this.playing === turn) this.pause();
    }
    pause() {
      const played = this.playing;
      this.playing = null;
      this.call(this.play, "▶", "Play");
      if (played && this.index != null) this.tell();
    }
    leave() {
      this.pause();
      const chosen = this.data && (this.data.from != null || this.data.to != null);
      if (this.index != null) { this.index = null; this.range.value = 0; this.say(); this.rememberSoon(); this.tell(); this.news.setWindow(null); }
      else if (chosen) this.choose(null, null);
    }
    say() {
      const { data } = this, live = this.index != null;
      this.stop.hidden = !live && !(data && (data.from != null || data.to != null));
      this.second.hidden = live || !(data && data.from != null && data.to != null);
      this.stop.title = live ? "Stop, and show all days of the filter" : "Clear the dates";
      if (!data) return;
      const [first, last] = live ? this.windowAt(this.index) : this.span, total = this.news.overlay && this.news.overlay.totals.all;
      const days = first == null ? `up to ${said(last, FULL)}` : first === last ? said(first, FULL) : `${said(first, FULL)} – ${said(last, FULL)}`;
      this.out.textContent = !data.bars.length ? "no dated event" : live ? `${days} · ${geonews.events(total || 0)}`
        : `${days}${data.undated ? ` · ${data.undated.toLocaleString("en")} undated left out of steps` : ""}`;
      this.mark();
    }
    /* ---- two periods ---- */
    arm(armed) {
      this.armed = armed;
      this.second.setAttribute("aria-pressed", armed);
      this.chart.classList.toggle("gn-armed", armed);
    }
    async compare(from, to) {
      this.arm(false);
      const { data, news } = this, answer = await news.source().compare([from, to]);
      if (!answer || data !== this.data) return;
      this.other = [from, to];
      this.mark();
      this.result?.remove();
      const box = (this.result = make("section", "gn-panel gn-compared", news.map.getContainer())), table = make("table", "", box);
      box.setAttribute("aria-label", "Two periods compared");
      L.DomEvent.disableClickPropagation(box);
      const span = ([first, last]) => (first === last ? said(first, FULL) : `${said(first, FULL)} – ${said(last, FULL)}`);
      const row = (parent, tag, ...cells) => { const line = make("tr", "", parent); cells.forEach((text, at) => make(at ? tag : "th", "", line, text)); return line; };
      row(make("thead", "", table), "th", "", span([data.from, data.to]), span(this.other), "change");
      const body = make("tbody", "", table), [one, other] = answer.map(({ families }) => new Map(families)), number = (n) => n.toLocaleString("en");
      const change = (before, after) => (after === before ? "=" : before ? `${after > before ? "+" : "−"}${Math.round((Math.abs(after - before) / before) * 100)} %` : "new");
      row(body, "td", "all", number(answer[0].all), number(answer[1].all), change(answer[0].all, answer[1].all));
      for (const family of new Set([...one.keys(), ...other.keys()])) {
        const [a, b] = [one.get(family) || 0, other.get(family) || 0], line = row(body, "td", "", number(a), number(b), change(a, b));
        make("span", "gn-swatch", line.firstChild).style.background = news.colour(family);
        line.firstChild.append(news.options.families[family].label);
      }
      const close = make("button", "gn-quiet", box, "Close");
      close.type = "button";
      close.addEventListener("click", () => this.endComparing());
    }
    endComparing() {
      this.result?.remove();
      this.result = this.other = null;
      this.arm(false);
      this.mark();
    }

    choose(from, to) { this.news.say({ from: from == null ? "" : geonews.iso(from), to: to == null ? "" : geonews.iso(to) }); }

    /* ---- the histogram ---- */
    x(day) { return ((day - this.domain[0]) / (this.domain[1] - this.domain[0] + 1)) * this.width; }
    day(x) { return Math.max(this.domain[0], Math.min(this.domain[1], Math.floor((x / this.width) * (this.domain[1] - this.domain[0] + 1)) + this.domain[0])); }
    draw() {
      this.width = this.chart.clientWidth;
      if (!this.data || !this.width) return;
      const node = geonews.symbols.node, { bars, from, to } = this.data;
      this.chart.replaceChildren();
      this.svg = node("svg", { width: this.width, height: HEIGHT + 16, role: "img", "aria-label": this.words() }, this.chart);
      const most = Math.max(1, ...bars.map(([, , shares]) => shares.reduce((sum, [, n]) => sum + n, 0)));
      for (const [first, last, shares] of bars) {
        const left = this.x(first), full = this.x(last + 1) - left, wide = Math.max(1, Math.min(WIDEST_BAR, full - (full > 4 ? 1 : 0)));
        const inside = (from == null || last >= from) && (to == null || first <= to);
        const group = node("g", { opacity: inside ? 1 : .22, class: "gn-bar" }, this.svg);
        let top = HEIGHT;
        for (const [family, count] of shares) {
          const tall = (count / most) * (HEIGHT - HEADROOM);
          top -= tall;
          node("rect", { x: left + (full - wide) / 2, y: top, width: wide, height: tall, fill: this.news.colour(family) }, group);
        }
        const total = shares.reduce((sum, [, n]) => sum + n, 0);
        node("title", {}, group).textContent = `${first === last ? said(first, FULL) : `${said(first, FULL)} – ${said(last, FULL)}`}: ${total.toLocaleString("en")}`;
      }
      node("line", { x1: 0, x2: this.width, y1: HEIGHT + .5, y2: HEIGHT + .5, class: "gn-axis" }, this.svg);
      node("text", { x: 0, y: 9, class: "gn-most" }, this.svg).textContent = bars.length ? geonews.events(most) : "";
      for (const [day, text] of this.ticks()) node("text", { x: Math.min(this.x(day), this.width - 30), y: HEIGHT + 13 }, this.svg).textContent = text;
      this.shade = node("rect", { y: 0, height: HEIGHT, class: "gn-stretch", width: 0 }, this.svg);
      this.beside = node("rect", { y: 0, height: HEIGHT, class: "gn-beside", width: 0 }, this.svg);
      this.cursor = node("rect", { y: 0, height: HEIGHT, class: "gn-cursor", width: 0 }, this.svg);
      this.mark();
    }
    words() {
      const { bars } = this.data, total = bars.reduce((sum, [, , shares]) => sum + shares.reduce((part, [, n]) => part + n, 0), 0);
      return bars.length ? `${geonews.events(total, "dated ")} from ${said(bars[0][0], FULL)} to ${said(bars[bars.length - 1][1], FULL)}` : "No dated event";
    }
    ticks() {
      const [low, high] = this.domain, room = Math.max(2, Math.floor(this.width / 74)), length = high - low + 1, found = [];
      if (!this.data.bars.length) return found;
      const months = length / 30.4;
      if (months > 3) {
        const every = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600].find((n) => months / n <= room) || 1200;
        const first = on(low).getUTCFullYear() * 12 + on(low).getUTCMonth();
        for (let month = Math.ceil(first / every) * every; ; month += every) {
          const day = dayOf(Math.floor(month / 12), month % 12, 1);
          if (day > high) return found;
          if (day >= low) found.push([day, said(day, every >= 12 ? { year: "numeric" } : { month: "short", year: "2-digit" })]);
        }
      }
      const every = Math.ceil(length / room);
      for (let day = low; day <= high; day += every) found.push([day, said(day, { day: "numeric", month: "short" })]);
      return found;
    }
    mark() {
      if (!this.cursor) return;
      const place = (rect, first, last) => { rect.setAttribute("x", this.x(first)); rect.setAttribute("width", Math.max(2, this.x(last + 1) - this.x(first))); };
      if (this.other) place(this.beside, Math.max(this.domain[0], this.other[0]), Math.min(this.domain[1], this.other[1]));
      else this.beside.setAttribute("width", 0);
      if (this.index == null) this.cursor.setAttribute("width", 0);
      else {
        const [first, last] = this.windowAt(this.index);
        place(this.cursor, Math.max(this.domain[0], first ?? this.domain[0]), Math.min(this.domain[1], last));
      }
    }
    /* Draw a stretch, or click on a bar: its days become the filter's. */
    brush() {
      const at = (event) => Math.max(0, Math.min(this.width, event.clientX - this.chart.getBoundingClientRect().left));
      let start = null;
      this.chart.addEventListener("pointerdown", (event) => { if (this.data && this.data.bars.length && event.button === 0) { start = at(event); this.chart.setPointerCapture(event.pointerId); } });
      this.chart.addEventListener("pointermove", (event) => {
        if (start == null) return;
        const x = at(event);
        this.shade.setAttribute("x", Math.min(start, x));
        this.shade.setAttribute("width", Math.abs(x - start));
      });
      const end = (event) => {
        if (start == null) return;
        const x = at(event), [one, other] = [Math.min(start, x), Math.max(start, x)];
        start = null;
        this.shade.setAttribute("width", 0);
        if (event.type !== "pointerup") return;
        const bar = this.data.bars.find(([first, last]) => this.day(one) >= first && this.day(one) <= last);
        const stretch = other - one > 3 ? [this.day(one), this.day(other)] : bar ? [bar[0], bar[1]] : null;
        const second = this.armed || (event.shiftKey && !this.second.hidden);
        if (stretch) second ? this.compare(...stretch) : this.choose(...stretch);
      };
      for (const name of ["pointerup", "pointercancel"]) this.chart.addEventListener(name, end);
    }
  };
})();
