/* Waiting: what the page sends to its server marks the page's root as asked, until anything comes back. Streamlit itself
   says only then that it works, and nothing while its server is slow; the style sheet shows the mark. */
const STREAM = "/_stcore/stream", KNOWN = Symbol.for("geonews.waiting");

export default function () {
  if (WebSocket.prototype[KNOWN]) return;
  const root = document.documentElement, send = WebSocket.prototype.send;
  WebSocket.prototype[KNOWN] = true;
  WebSocket.prototype.send = function (...words) {
    if (new URL(this.url).pathname.endsWith(STREAM)) {
      root.dataset.gnAsked = "";
      for (const end of ["message", "close"]) this.addEventListener(end, () => delete root.dataset.gnAsked, { once: true });
    }
    return send.apply(this, words);
  };
}
