// Where a question is written: grows with it, sends on Enter, and never in the middle of a syllable that an input method
// (Telex, VNI) is still putting together.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { voiceButton } from "./voice.js";

const LONG = 2000;
const NEAR = 1800;
const LINES = 6;

export class Composer {
  #t;
  #input;
  #count;
  #send;
  #composing = false;

  constructor(t, send) {
    this.#t = t;
    this.#send = send;
    this.#input = h("textarea", {
      id: "question",
      rows: "1",
      enterkeyhint: "send",
      autocomplete: "off",
      placeholder: t("composer.placeholder"),
      "aria-describedby": "privacy count",
      "data-testid": "composer",
      oninput: () => this.#resize(),
      onkeydown: (event) => this.#key(event),
      oncompositionstart: () => (this.#composing = true),
      oncompositionend: () => (this.#composing = false),
    });
    this.#count = h("p", { class: "count", id: "count", hidden: true });
    const heard = h("p", { class: "count heard", role: "status", "data-testid": "voice" });
    const mic = voiceButton(t, () => this.#after(this.draft), (sentence) => (heard.textContent = sentence));
    this.element = h(
      "form",
      { class: "composer", onsubmit: (event) => this.#submit(event) },
      h("label", { class: "sr", for: "question" }, t("composer.label")),
      h("div", { class: "field" }, this.#input, mic, h("button", { type: "submit", class: "send", "aria-label": t("composer.send"), "data-testid": "send" }, icon("send"))),
      this.#count,
      heard,
    );
  }

  focus() {
    this.#input.focus();
  }

  /** What is written and not sent. */
  get draft() {
    return this.#input.value;
  }

  put(text) {
    this.#input.value = text;
    this.#resize();
  }

  /** What is heard comes after what was written before. */
  #after(written) {
    return (text) => this.put(written.trim() ? `${written.trim()} ${text}` : text);
  }

  #key(event) {
    // 229 is what browsers report while an input method has the key, also where isComposing is missing.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit(event);
  }

  #submit(event) {
    event.preventDefault();
    // Pressing the button ends the composition by taking the focus; where it did not, leaving the field does.
    if (this.#composing) this.#input.blur();
    const text = this.#input.value.trim();
    this.#input.focus();
    if (!text) return;
    this.#input.value = "";
    this.#resize();
    this.#send({ text });
  }

  #resize() {
    const input = this.#input;
    const { length } = input.value;
    this.element.classList.toggle("ready", input.value.trim() !== "");
    this.#count.hidden = length < NEAR;
    const [n, max] = [length, LONG].map((count) => count.toLocaleString("vi-VN"));
    this.#count.textContent = length < NEAR ? "" : this.#t(length > LONG ? "composer.too_long" : "composer.count", { n, max });
    input.style.height = "auto";
    const line = parseFloat(getComputedStyle(input).lineHeight) || 24;
    const frame = input.offsetHeight - input.clientHeight + line;
    input.style.height = `${Math.min(input.scrollHeight + frame - line, line * LINES + frame)}px`;
  }
}
