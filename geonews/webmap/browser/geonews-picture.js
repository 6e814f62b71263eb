/* A picture of the view: the map as it stands, with its legend and the names of those who made the data, as a PNG.
   The library that turns elements into a picture is loaded with the first click. */
(function () {
  "use strict";
  const geonews = (window.geonews = window.geonews || {});
  const LEFT_OUT = ["leaflet-bar", "gn-panel", "gn-daybar", "gn-bar", "leaflet-tooltip-pane"];

  const PAINT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "opacity", "font",
    "text-anchor", "dominant-baseline", "paint-order", "display"];

  /* The library copies drawings without the style sheet: write what it says into them, and return how to take it back. */
  function styled(container) {
    const before = [...container.querySelectorAll("svg *")].map((shape) => {
      const computed = getComputedStyle(shape);
      return [shape, shape.getAttribute("style"), PAINT.map((name) => [name, computed.getPropertyValue(name)])];
    });
    for (const [shape, , paint] of before) for (const [name, value] of paint) shape.style.setProperty(name, value);
    return () => before.forEach(([shape, style]) => (style === null ? shape.removeAttribute("style") : shape.setAttribute("style", style)));
  }

  const library = (address) => geonews.script(address).then(() => window.htmlToImage);

  geonews.Picture = class {
    constructor(news) {
      this.news = news;
      if (!news.options.picture) return;
      const control = L.control({ position: "topleft" });
      control.onAdd = () => {
        const bar = L.DomUtil.create("div", "leaflet-bar"), link = (this.link = L.DomUtil.create("a", "gn-picture", bar));
        link.href = "#";
        link.title = "Save a picture of this view (PNG)";
        link.setAttribute("role", "button");
        link.setAttribute("aria-label", link.title);
        link.innerHTML = '<svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true"><path fill="currentColor" ' +
          'd="M9 4 7.2 6H4a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2h-3.2L15 4zm3 13a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9z"/></svg>';
        L.DomEvent.on(link, "click", (click) => { L.DomEvent.stop(click); this.take(); });
        return bar;
      };
      control.addTo(news.map);
    }

    /* What is shown, and of which days: the picture goes its way without the page. */
    caption() {
      const { news } = this, box = L.DomUtil.create("div", "gn-caption");
      L.DomUtil.create("b", "", box).textContent = news.state.about || "geonews";
      L.DomUtil.create("span", "", box).textContent = `${news.days.out.textContent} · geonews, ${new Date().toISOString().slice(0, 10)}`;
      return box;
    }

    async take() {
      const container = this.news.map.getContainer();
      let restore = () => undefined;
      this.link.setAttribute("aria-busy", "true");
      try {
        const { toBlob } = await library(this.news.options.picture), legend = this.news.panel.legend.cloneNode(true), caption = this.caption();
        container.append(legend, caption);
        const unpaint = styled(container);
        restore = () => { unpaint(); legend.remove(); caption.remove(); };
        const { width, height } = container.getBoundingClientRect();
        const blob = await toBlob(container, { width, height, pixelRatio: 2, cacheBust: false,
          filter: (node) => !(node.classList && LEFT_OUT.some((name) => node.classList.contains(name))) });
        const save = document.createElement("a");
        save.href = URL.createObjectURL(blob);
        save.download = `geonews-map-${new Date().toISOString().slice(0, 10)}.png`;
        save.click();
        setTimeout(() => URL.revokeObjectURL(save.href), 60000);
      } catch (error) {
        this.news.panel.tell(`No picture could be made: ${error.message || "the browser refused"}. Take a screenshot instead.`);
      }
      restore();
      this.link.removeAttribute("aria-busy");
    }
  };
})();
