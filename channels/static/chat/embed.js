// Where the script begins: makes <career-chat> known, and puts a button for it on a page that has none of its own.
//
//   <script src="https://…/widget/v1.js" async data-locale="vi" data-position="right" data-province="20" data-event="…"
//           data-theme="auto" data-label="…"></script>
//   data-inline: no button; the page holds <career-chat locale="…" …> where the chat is to stand.

import { CareerChat } from "./element.js";

const { dataset } = document.currentScript;
const TAG = "career-chat";

if (!customElements.get(TAG)) customElements.define(TAG, CareerChat);
if (!("inline" in dataset)) {
  if (document.body) place();
  else document.addEventListener("DOMContentLoaded", place);
}

function place() {
  if (document.querySelector(TAG)) return; // the tag stands twice on the page
  const chat = document.createElement(TAG);
  for (const name of ["locale", "position", "province", "event", "theme", "label"]) if (dataset[name]) chat.setAttribute(name, dataset[name]);
  chat.setAttribute("panel", "");
  document.body.append(chat);
}
