// How the chat looks to this reader: light or dark, and how large. The host page may say (theme="dark"), the reader's own
// choice goes before that, and the system's before nothing.

import { h } from "./dom.js";
import { atHome } from "./home.js";
import { CSS } from "./made.js";

const SCALES = { normal: 1, large: 1.25, largest: 1.5 };

/** Give the shadow tree its style. A constructed sheet needs no leave of the host page's content security policy. */
export function dress(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Older browsers: our own page allows a file of the server and no style in the page; elsewhere it is the other way round.
    const file = atHome("static/chat/chat.css");
    root.append(new URL(file).origin === location.origin ? h("link", { rel: "stylesheet", href: file }) : h("style", null, CSS));
  }
}

export class Look {
  #host;
  #body;
  #store;
  #system = matchMedia("(prefers-color-scheme: dark)");

  /** @param body the one element that holds all others of the shadow tree */
  constructor(host, body, store, signal) {
    this.#host = host;
    this.#body = body;
    this.#store = store;
    this.#system.addEventListener?.("change", () => this.apply(), { signal });
    store.watch("look", () => this.apply(), signal);
    this.apply();
  }

  /** {size: normal | large | largest, theme: auto | light | dark} */
  get chosen() {
    return { size: "normal", theme: this.#host.getAttribute("theme") || "auto", ...this.#store.read("look") };
  }

  choose(name, value) {
    this.#store.write("look", { ...this.chosen, [name]: value });
    this.apply();
  }

  apply() {
    const { size, theme } = this.chosen;
    // The reader's own size of type, whatever the host page does to its root element.
    const own = parseFloat(getComputedStyle(this.#host).fontSize) || 16;
    this.#body.style.setProperty("--rem", `${own * (SCALES[size] || 1)}px`);
    this.#body.classList.toggle("bigger", size !== "normal");
    this.#body.classList.toggle("dark", theme === "dark" || (theme !== "light" && this.#system.matches));
  }
}
