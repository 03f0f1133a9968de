// "Delete my conversation": a button and the question whether it is meant.

import { makeDialog } from "./dialog.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

export class Forget {
  #t;
  #confirm;
  #problem;
  #forget;

  /** @param forget async; throws when the server could not be reached */
  constructor(t, forget) {
    this.#t = t;
    this.#forget = forget;
    this.button = h(
      "button",
      { type: "button", class: "tool forget", "aria-haspopup": "dialog", "data-testid": "forget", onclick: () => this.#ask() },
      icon("trash"),
      h("span", null, t("forget.button")),
    );
    this.#problem = h("p", { class: "problem", role: "alert" });
    this.#confirm = h("button", { type: "button", class: "danger", "data-testid": "forget-confirm", onclick: () => this.#go() }, t("forget.confirm"));
    const keep = h("button", { type: "button", class: "plain", autofocus: true, "data-testid": "forget-cancel", onclick: () => this.dialog.close() }, t("forget.cancel"));
    this.dialog = makeDialog(
      "forget",
      t("forget.heading"),
      h("p", { id: "forget-text" }, t("forget.text")),
      this.#problem,
      h("div", { class: "actions" }, keep, this.#confirm),
    );
    this.dialog.setAttribute("aria-describedby", "forget-text");
  }

  #ask() {
    this.#problem.textContent = "";
    this.dialog.showModal();
  }

  async #go() {
    this.#problem.textContent = "";
    this.#confirm.disabled = true;
    this.#confirm.textContent = this.#t("forget.working");
    try {
      await this.#forget();
      this.dialog.close();
    } catch (error) {
      this.#problem.textContent = error.message || this.#t("forget.failed");
    } finally {
      this.#confirm.disabled = false;
      this.#confirm.textContent = this.#t("forget.confirm");
    }
  }
}
