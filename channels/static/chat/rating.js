// Whether an answer helped: two buttons under it, pressed again to take it back.

import { h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @param given good | bad | undefined
 * @param rate async (good | bad | null); throws when the server could not be reached
 */
export function ratingButtons(given, t, { rate, announce }) {
  const buttons = ["good", "bad"].map((value) =>
    h(
      "button",
      { type: "button", class: `small ${value}`, "aria-pressed": String(value === given), "aria-label": t(`rating.${value}`), title: t(`rating.${value}`), "data-testid": `rate-${value}`, onclick: () => press(value) },
      icon("thumb"),
    ),
  );
  const show = (value) => buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.classList.contains(value || "-"))));

  async function press(value) {
    const before = given;
    given = given === value ? null : value;
    show(given);
    try {
      await rate(given);
      announce(t(given ? "rating.thanks" : "rating.taken_back"));
    } catch {
      show((given = before));
      announce(t("rating.failed"));
    }
  }

  return h("span", { class: "rating", role: "group", "aria-label": t("rating.label") }, buttons);
}
