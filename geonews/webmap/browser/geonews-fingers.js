/* Fingers: one finger taps, and scrolls what the map stands in; two move and scale the map. A mouse and a pen drag it. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  const STRAY = 14, SAID_MS = 1800; // pixels from which one finger wants to move the map; how long it is told how

  geonews.Fingers = class {
    constructor(map) {
      this.map = map;
      const box = map.getContainer(), catching = { capture: true, passive: true };
      this.note = L.DomUtil.create("p", "gn-fingers", box);
      this.note.setAttribute("role", "status");
      box.addEventListener("pointerdown", (event) => this.dragging(event.pointerType !== "touch"), catching);
      box.addEventListener("touchstart", (event) => { this.dragging(false); this.began(event); }, catching);
      box.addEventListener("touchmove", (event) => this.moved(event), catching);
    }
    dragging(on) { if (on !== this.map.dragging.enabled()) this.map.dragging[on ? "enable" : "disable"](); }
    began({ touches, target }) {
      const alone = touches.length === 1 && !target.closest(".leaflet-control, .gn-days, .leaflet-popup");
      this.from = alone ? [touches[0].clientX, touches[0].clientY] : null;
      if (!alone) this.say("");
    }
    moved({ touches }) {
      if (!this.from || touches.length !== 1) return;
      if (Math.hypot(touches[0].clientX - this.from[0], touches[0].clientY - this.from[1]) > STRAY) this.say("Move the map with two fingers");
    }
    say(words) {
      clearTimeout(this.timer);
      this.note.textContent = words;
      if (words) this.timer = setTimeout(() => this.say(""), SAID_MS);
    }
  };
})();
