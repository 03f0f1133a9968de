// A question over the chat: its heading, its content, and the way out. Escape and a press beside it close it; the browser
// keeps the focus inside and gives it back.

import { h } from "./dom.js";

export function makeDialog(name, heading, ...content) {
  const dialog = h(
    "dialog",
    { class: "over", "aria-labelledby": `${name}-heading`, "data-testid": `${name}-dialog` },
    h("h2", { id: `${name}-heading` }, heading),
    content,
  );
  // A press on the backdrop lands on the dialog itself.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return dialog;
}
