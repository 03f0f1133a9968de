// What a reader may set: size of type, light or dark, language; and the code that takes the conversation elsewhere.

import { outLink } from "./citations.js";
import { makeDialog } from "./dialog.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

export class Settings {
  #t;

  /**
   * @param look a Look
   * @param locale the language in use; setLocale(locale) changes it
   * @param pair async → {code, minutes, places: [{name, url}]} or null while there is no conversation; throws when the server could not be reached
   * @param join async (code) → "joined" | "arrived"; throws an ApiError
   */
  constructor(t, look, { locale, setLocale, pair, join }) {
    this.#t = t;
    this.button = h(
      "button",
      { type: "button", class: "tool", "aria-haspopup": "dialog", "data-testid": "settings", onclick: () => this.dialog.showModal() },
      icon("sliders"),
      h("span", null, t("settings.button")),
    );
    const { size, theme } = look.chosen;
    this.dialog = makeDialog(
      "settings",
      t("settings.heading"),
      this.#choice("size", ["normal", "large", "largest"], size, (value) => look.choose("size", value)),
      this.#choice("theme", ["auto", "light", "dark"], theme, (value) => look.choose("theme", value)),
      this.#choice("locale", ["vi", "en"], locale, setLocale),
      this.#elsewhere(pair, join),
      h("div", { class: "actions" }, h("button", { type: "button", class: "plain", "data-testid": "settings-close", onclick: () => this.dialog.close() }, t("settings.close"))),
    );
  }

  /** In another language now: where the reader was. */
  reopen() {
    this.button.focus(); // to come back to
    this.dialog.showModal();
    this.dialog.querySelector("[name=locale]:checked").focus();
  }

  #choice(name, values, chosen, choose) {
    const option = (value) =>
      h(
        "label",
        { class: "option", lang: name === "locale" ? value : null },
        h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => choose(value) }),
        h("span", null, this.#t(`settings.${name}.${value}`)),
      );
    return h("fieldset", { "data-testid": `settings-${name}` }, h("legend", null, this.#t(`settings.${name}.label`)), h("div", null, values.map(option)));
  }

  #elsewhere(pair, join) {
    const t = this.#t;
    const typed = h("input", { id: "code", autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: "40", "data-testid": "code" });
    const enter = async (event) => {
      event.preventDefault();
      if (!typed.value.trim()) return typed.focus();
      shown.textContent = await join(typed.value).then(
        (how) => ((typed.value = ""), t(`settings.pairing.${how}`)),
        (error) => t(`settings.pairing.${error.gone ? "wrong" : "failed"}`),
      );
      shown.scrollIntoView({ block: "nearest" });
    };
    const shown = h("p", { class: "code", role: "status", "data-testid": "pairing" });
    const ask = async () => {
      const said = await pair().then(
        (made) => (made ? [t("settings.pairing.code", made), h("br"), made.places.map(place)] : [t("settings.pairing.none")]),
        (error) => [error.message || t("settings.pairing.failed")],
      );
      shown.replaceChildren(...said.flat());
      shown.scrollIntoView({ block: "nearest" });
    };
    const place = ({ name, url }) => h("span", { class: "hint" }, outLink(url, () => name, t) || name);
    const button = t("settings.pairing.button");
    return h(
      "div",
      null,
      button && [
        h("h3", null, t("settings.pairing.label")),
        h("p", { class: "hint" }, t("settings.pairing.text")),
        h("button", { type: "button", class: "plain wide", "data-testid": "pair", onclick: ask }, button),
      ],
      h("form", { onsubmit: enter }, h("label", { for: "code", class: "hint" }, t("settings.pairing.enter")), h("div", null, typed, h("button", { type: "submit", class: "plain", "data-testid": "join" }, t("settings.pairing.go")))),
      shown,
    );
  }
}
