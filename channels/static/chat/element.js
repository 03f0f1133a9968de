// <career-chat>: the chat as one element with its own shadow tree, so that it looks and works alike on our page and on
// any other. Puts the parts together; each part knows only its own business.
//
//   <career-chat api="/api/v1" province="…"><script type="application/json">…page.yaml…</script></career-chat>

import { Api } from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { h } from "./dom.js";
import { Forget } from "./forget.js";
import { Log } from "./log.js";
import { renderHeader, renderPrivacy, renderWelcome } from "./shell.js";
import { Store } from "./store.js";
import { readStrings } from "./strings.js";

const HISTORY_MS = 1500; // events that come within this after opening are history: not read out

class CareerChat extends HTMLElement {
  #life = null;

  connectedCallback() {
    const root = this.shadowRoot || this.attachShadow({ mode: "open" });
    this.#life = new AbortController();
    this.#build(root, this.#life.signal);
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  #build(root, signal) {
    const t = readStrings(this);
    const store = new Store();
    const announcer = h("p", { class: "sr", role: "status" });
    const connection = h("p", { class: "connection", role: "status", "data-testid": "connection" });
    const announce = (sentence) => (announcer.textContent = sentence);
    const send = (message) => {
      log.live();
      conversation.send(message);
    };

    const composer = new Composer(t, send);
    const log = new Log(t, renderWelcome(t, send), { send, retry: () => conversation.retry(), announce });
    const forget = new Forget(t, async () => {
      await conversation.forget();
      announce(t("forget.done"));
    });
    const view = {
      event: (event) => log.show(event),
      pending: (item) => log.pending(item),
      pendingState: (clientId, state, message) => log.mark(clientId, state, message),
      settled: (clientId, event) => log.settle(clientId, event),
      dropped: (clientId) => log.drop(clientId),
      progress: (state) => log.progress(state),
      connection: (state) => (connection.textContent = state ? t(`connection.${state}`) : ""),
      cleared: () => log.clear(),
    };
    const conversation = new Conversation(new Api(this.getAttribute("api") || "/api/v1"), store, view, this.getAttribute("province"));

    const shell = h(
      "div",
      { class: "shell", lang: t("lang"), hidden: true },
      h("button", { type: "button", class: "skip", onclick: () => composer.focus() }, t("composer.skip")),
      renderHeader(t, forget.button),
      log.scroller,
      h("footer", null, log.newest, connection, h("div", { class: "column" }, composer.element, renderPrivacy(t, store.lasting))),
      forget.dialog,
      announcer,
    );
    const open = () => (shell.hidden = false);
    const style = h("link", { rel: "stylesheet", href: new URL("chat.css", import.meta.url).href, onload: open, onerror: open });
    root.replaceChildren(style, shell);

    if (conversation.begun) log.expectHistory();
    conversation.open(signal);
    const settled = setTimeout(() => log.live(), HISTORY_MS);
    signal.addEventListener("abort", () => clearTimeout(settled));
    printWhole(root, signal);
  }
}

/** Paper cannot unfold: whatever is folded is open while printing. */
function printWhole(root, signal) {
  let folded = [];
  const open = () => {
    folded = [...root.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  };
  const close = () => {
    for (const details of folded) details.open = false;
  };
  window.addEventListener("beforeprint", open, { signal });
  window.addEventListener("afterprint", close, { signal });
}

customElements.define("career-chat", CareerChat);
