// Whether an answer helped: two buttons under it, pressed again to take it back; under the second one, why not.

import { h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @param given good | bad | a reason | undefined; a reason is a bad one, too
 * @param rate async (one of these | null); throws when the server could not be reached
 */
export function ratingButtons(given, t, { rate, announce }) {
  const isOn = (value) => value === given || (value === "bad" && given && given !== "good");
  const buttons = ["good", "bad", "wrong", "unclear", "beside", "other"].map((value, at) => {
    const label = t(`rating.${value}`);
    return h(
      "button",
      { type: "button", class: at < 2 ? `small ${value}` : "expand", "aria-label": label, title: label, "data-testid": `rate-${value}`, onclick: () => press(value, at) },
      at < 2 ? icon("thumb") : label,
    );
  });
  const show = () =>
    buttons.forEach((button, at) => {
      button.setAttribute("aria-pressed", String(!!isOn(button.dataset.testid.slice(5))));
      button.hidden = at > 1 && !isOn("bad");
    });

  async function press(value, at) {
    const before = given;
    given = !isOn(value) ? value : at < 2 ? null : "bad";
    show();
    try {
      await rate(given);
      announce(t(given ? "rating.thanks" : "rating.taken_back"));
    } catch {
      given = before;
      show();
      announce(t("rating.failed"));
    }
  }

  show();
  return h("span", { class: "rating", role: "group", "aria-label": t("rating.label") }, buttons);
}
