// How the chat looks to this reader: light or dark, and how large. The host page may say (theme="dark"), the reader's own
// choice goes before that, and the system's before nothing.

import { h } from "./dom.js";
import { atHome } from "./home.js";
import { CSS } from "./made.js";

const READABLE = 4.5; // WCAG 1.4.3
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
    window.addEventListener("load", () => this.apply(), { signal }); // by then the page has its own style
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
    this.#contrast();
  }

  /** A page may give its accent alone: black or white on it, and a shade of it for words, are chosen so that both can be read. */
  #contrast() {
    const { style } = this.#body;
    for (const name of ["--on", "--read"]) style.removeProperty(name);
    const seen = getComputedStyle(this.#body);
    const colors = [seen.caretColor, seen.color, seen.backgroundColor, seen.textDecorationColor];
    if (!seen.getPropertyValue("--chat-accent") || !colors.every((color) => /^rgb/.test(color))) return;
    const [accent, ink, ...grounds] = colors.map((color) => color.match(/[\d.]+/g).map(Number));
    style.setProperty("--on", contrast(accent, [0, 0, 0]) > contrast(accent, [255, 255, 255]) ? "#000" : "#fff");
    for (let share = 0; share <= 1; share += 0.1) {
      const shade = [0, 1, 2].map((at) => Math.round(accent[at] + (ink[at] - accent[at]) * share));
      style.setProperty("--read", `rgb(${shade})`);
      if (grounds.every((ground) => contrast(shade, ground) > READABLE)) break;
    }
  }
}

/** As WCAG 2 counts it, 1 to 21. */
function contrast(...colors) {
  const [dark, light] = colors.map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color) {
  return [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => sum + weight * (color[at] <= 10 ? color[at] / 3295 : ((color[at] + 14) / 269) ** 2.4), 0);
}
