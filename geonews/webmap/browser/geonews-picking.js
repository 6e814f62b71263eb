/* Picking a spot: while a reader is asked for one, a clear sheet over everything takes the click. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});

  geonews.Picking = class {
    constructor(news) {
      this.news = news;
      this.map = news.map;
      this.map.createPane("gn-picking").style.zIndex = 640;
      this.renderer = L.svg({ pane: "gn-picking", padding: 1 });
      this.group = L.featureGroup().addTo(this.map);
    }
    draw({ picking, picked }) {
      this.group.clearLayers();
      this.map.getContainer().classList.toggle("gn-picking", Boolean(picking));
      if (picked) L.circleMarker([picked[1], picked[0]], { renderer: this.renderer, pane: "gn-picking", radius: 10, weight: 3,
        color: this.news.css("--accent"), fill: false, interactive: false, className: "gn-picked" }).addTo(this.group);
      if (!picking) return;
      const sheet = L.rectangle([[-89, -720], [89, 720]], { renderer: this.renderer, pane: "gn-picking", stroke: false, fillOpacity: 0, bubblingMouseEvents: false });
      this.news.pressable(sheet, ({ latlng }) => this.news.say({ at: `${latlng.wrap().lng.toFixed(5)},${latlng.lat.toFixed(5)}` }));
      sheet.addTo(this.group);
    }
  };
})();
