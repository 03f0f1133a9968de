// <career-chat>: the chat as one element with its own shadow tree, so that it looks and works alike on our page and on
// any other. Puts the parts together; each part knows only its own business.
//
//   <career-chat locale="vi" theme="auto" province="…" event="…">      stands in the page, --chat-height high
//   <career-chat panel position="right" label="…" …>                   a button in a corner, and the panel it opens

import { watchVoices } from "./aloud.js";
import { Api } from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { h } from "./dom.js";
import { Forget } from "./forget.js";
import { atHome } from "./home.js";
import { Log } from "./log.js";
import { Look, dress } from "./look.js";
import { Panel } from "./panel.js";
import { Settings } from "./settings.js";
import { renderHeader, renderPrivacy, renderWelcome, spareRoom } from "./shell.js";
import { Store } from "./store.js";
import { FIRST_LANGUAGE, loadStrings } from "./strings.js";

const HISTORY_MS = 1500; // events that come within this after opening are history: not read out

export class CareerChat extends HTMLElement {
  #life = null;
  #store = new Store(atHome(""));

  connectedCallback() {
    this.#begin();
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /** @param again the same chat in another language, with what was written in it: where it was open it is open again */
  async #begin({ again } = {}) {
    this.#life?.abort();
    const { signal } = (this.#life = new AbortController());
    const locale = this.#store.read("locale") || this.getAttribute("locale") || FIRST_LANGUAGE;
    const t = await loadStrings(locale, signal);
    if (!signal.aborted) this.#build(t, this.shadowRoot || this.attachShadow({ mode: "open" }), signal, again);
  }

  #build(t, root, signal, again) {
    const isPanel = this.hasAttribute("panel");
    const body = h("div", { class: "root", lang: t("lang") });
    root.replaceChildren(body);
    dress(root);
    const look = new Look(this, body, this.#store, signal);
    const announcer = h("p", { class: "sr", role: "status" });
    const connection = h("p", { class: "connection", role: "status", "data-testid": "connection" });
    const announce = (sentence) => (announcer.textContent = sentence);
    let panel = null;
    const send = (message) => {
      log.live();
      conversation.send(message);
    };

    const composer = new Composer(t, send);
    const log = new Log(t, renderWelcome(t, send), {
      send,
      announce,
      retry: () => conversation.retry(),
      rate: (id, value) => conversation.rate(id, value),
      rating: (id) => conversation.ratings[id],
      unread: () => panel?.unread(),
    });
    const forget = new Forget(t, async () => {
      await conversation.forget();
      announce(t("forget.done"));
    });
    const settings = new Settings(t, look, {
      locale: t("lang"),
      setLocale: (locale) => {
        this.#store.write("locale", locale);
        this.#begin({ again: composer.draft });
      },
      pair: () => conversation.pair(),
      join: async (code) => {
        const how = await conversation.join(code);
        if (how === "joined") quiet();
        return how;
      },
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
    const conversation = new Conversation(new Api(atHome("api/v1")), this.#store, view, this.#about(isPanel));
    let begun = false;
    const quiet = () => {
      if (conversation.begun) log.expectHistory();
      const settled = setTimeout(() => log.live(), HISTORY_MS);
      signal.addEventListener("abort", () => clearTimeout(settled));
    };
    const open = () => {
      if (begun) return;
      begun = true;
      quiet();
      conversation.open(signal);
    };

    const privacy = renderPrivacy(t, this.#store.lasting);
    const shell = h(
      "section",
      { class: "shell" },
      h("button", { type: "button", class: "skip", onclick: () => composer.focus() }, t("composer.skip")),
      log.scroller,
      h("footer", null, log.newest, connection, h("div", { class: "column" }, composer.element, privacy)),
      settings.dialog,
      forget.dialog,
      announcer,
    );
    if (isPanel) {
      const on = { opened: () => (open(), composer.focus()) };
      const place = { position: this.getAttribute("position") === "left" ? "left" : "right", label: this.getAttribute("label") };
      panel = new Panel(t, shell, on, place, signal);
      body.append(panel.launcher, panel.dialog);
    } else body.append(shell);
    const header = renderHeader(t, isPanel ? 2 : 1, [settings.button, forget.button, panel?.closer]);
    log.scroller.before(header);
    spareRoom(root, shell, header, log.scroller, privacy, signal);

    this.#keepKeys(root, panel, signal);
    followLinks((question) => {
      if (panel) panel.open();
      else composer.focus();
      if (question) send({ text: question });
    }, signal);
    this.#raise(isPanel);
    watchVoices(body, signal);
    printWhole(root, signal);
    if (!isPanel) open();
    if (again === undefined) return;
    panel?.open();
    composer.put(again);
    settings.reopen();
  }

  /** A page of our own may be opened by the link of an event. */
  #about(isPanel) {
    const event = this.getAttribute("event") || (isPanel ? null : new URLSearchParams(location.search).get("event"));
    return { province: this.getAttribute("province") || undefined, event: event || undefined };
  }

  /** What is typed here is not a shortcut of the page around. */
  #keepKeys(root, panel, signal) {
    for (const kind of ["keydown", "keyup", "keypress"]) {
      root.addEventListener(
        kind,
        (event) => {
          event.stopPropagation();
          if (kind === "keydown" && event.key === "Escape") panel?.escape(root);
        },
        { signal },
      );
    }
  }

  /** Above everything on the page around, where the browser has such a layer; else the style's z-index must do. */
  #raise(isPanel) {
    if (!isPanel || !this.showPopover || this.matches(":popover-open")) return;
    this.popover = "manual";
    this.showPopover();
  }
}

/** <a href="…" data-chat-ask="question"> on the page around opens the chat and asks; without a question it only opens. */
function followLinks(ask, signal) {
  const pressed = (event) => {
    const link = event.target.closest?.("[data-chat-ask]");
    if (!link) return;
    event.preventDefault();
    ask(link.dataset.chatAsk);
  };
  document.addEventListener("click", pressed, { signal });
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
