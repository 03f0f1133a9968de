// The chat on somebody else's page: a button in a corner, and the panel it opens. Beside the page where there is room;
// over the whole of a phone, and then the page behind cannot be reached until it is closed.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const ROOMY = "(min-width: 640px) and (min-height: 460px)";

export class Panel {
  #t;
  #roomy = matchMedia(ROOMY);
  #label;
  #on;

  /**
   * @param on {opened()}
   * @param position left | right
   * @param label what the button says; null: the name
   */
  constructor(t, shell, on, { position, label }, signal) {
    this.#t = t;
    this.#on = on;
    this.#label = label || t("panel.open");
    this.closer = h("button", { type: "button", class: "tool close", "aria-label": t("panel.close"), "data-testid": "close", onclick: () => this.dialog.close() }, icon("close"));
    this.dialog = h("dialog", { class: `panel ${position}`, id: "panel", "aria-label": t("name"), "data-testid": "panel" }, shell);
    this.dialog.addEventListener("close", () => this.#closed());
    this.launcher = h(
      "button",
      { type: "button", class: `launcher ${position}`, "aria-haspopup": "dialog", "aria-expanded": "false", "data-testid": "launcher", onclick: () => this.open() },
      icon("chat"),
      h("span", null, this.#label),
    );
    this.#roomy.addEventListener?.("change", () => this.#refit(), { signal });
    const fit = () => this.#fit();
    for (const change of ["resize", "scroll"]) window.visualViewport?.addEventListener(change, fit, { signal });
  }

  get isOpen() {
    return this.dialog.open;
  }

  /** Escape closes the panel also where it stands beside the page; a dialog over it goes first. */
  escape(root) {
    if (this.isOpen && !root.querySelector("dialog.over[open]")) this.dialog.close();
  }

  /** An answer came while nobody looked. */
  unread() {
    if (this.isOpen) return;
    this.launcher.classList.add("unread");
    this.launcher.setAttribute("aria-label", this.#t("panel.unread", { label: this.#label }));
  }

  open() {
    if (!this.isOpen) this.#show();
    this.launcher.classList.remove("unread");
    this.launcher.removeAttribute("aria-label");
    this.#on.opened();
  }

  #show() {
    const roomy = this.#roomy.matches;
    this.dialog.classList.toggle("full", !roomy);
    if (roomy) this.dialog.show();
    else this.dialog.showModal();
    this.launcher.hidden = true;
    this.launcher.setAttribute("aria-expanded", "true");
    this.#fit();
  }

  #closed() {
    if (this.isOpen) return; // told late, of a refit
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.focus();
  }

  /** The window has become a phone's, or is one no longer: open the same panel the other way, without saying it closed. */
  #refit() {
    if (!this.isOpen) return;
    const { activeElement } = this.dialog.getRootNode();
    this.dialog.close();
    this.#show();
    activeElement?.focus();
  }

  /** What the keyboard of a phone leaves free. */
  #fit() {
    const seen = window.visualViewport;
    if (!seen || !this.dialog.classList.contains("full")) return;
    this.dialog.style.setProperty("--top", `${seen.offsetTop}px`);
    this.dialog.style.setProperty("--height", `${seen.height}px`);
  }
}
