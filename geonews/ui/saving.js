/* A file that takes its time to be made saves itself once it is there: the press that asked for it is passed on to the
   button that saves it, once for each file. */
const KNOWN = Symbol.for("geonews.saved");

export default function ({ data }) {
  const passed = (window[KNOWN] = window[KNOWN] || new Set());
  const look = (tries) => {
    const button = document.querySelector(`.st-key-saved_${data.key} button`);
    if (!button) return void (tries && setTimeout(look, 50, tries - 1));
    if (passed.has(data.key)) return;
    passed.add(data.key);
    button.click();
  };
  if (data && data.key && !passed.has(data.key)) look(100);
}
