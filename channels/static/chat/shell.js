// The still parts of the page around the messages: header, welcome with its suggestions, privacy line.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const BRIEF_PX = 460;

/** A phone with its keyboard open, or a page at 200 %: head and privacy line stand with the messages, and scroll away. */
export function spareRoom(root, shell, header, scroller, privacy, signal) {
  const foot = privacy.parentNode;
  const watch = new ResizeObserver(() => {
    const brief = shell.clientHeight < BRIEF_PX;
    if (brief === scroller.contains(header)) return;
    const { activeElement } = root;
    scroller[brief ? "prepend" : "before"](header);
    (brief ? header.firstChild : foot).append(privacy);
    activeElement?.focus();
  });
  watch.observe(shell);
  signal.addEventListener("abort", () => watch.disconnect());
}

/** @param level of the heading: 1 on a page of its own, 2 on somebody else's */
export function renderHeader(t, level, buttons) {
  return h(
    "header",
    null,
    h(
      "div",
      { class: "column" },
      h("span", { class: "mark" }, icon("signpost")),
      h(`h${level}`, { class: "name" }, t("name")),
      h("p", { class: "tagline" }, t("tagline")),
      h("div", { class: "tools" }, buttons),
    ),
  );
}

export function renderWelcome(t, send) {
  const suggestion = (question) =>
    h("li", null, h("button", { type: "button", class: "suggestion", "data-testid": "suggestion", onclick: () => send({ text: question }) }, h("span", { lang: "vi" }, question), icon("chevron")));
  return h(
    "section",
    { class: "welcome", "data-testid": "welcome" },
    h("h2", null, t("welcome.heading")),
    h("p", null, t("welcome.text")),
    h("h3", { id: "suggestions" }, t("welcome.suggestions_label")),
    h("ul", { "aria-labelledby": "suggestions" }, t.list("welcome.suggestions").map(suggestion)),
  );
}

export function renderPrivacy(t, lasting) {
  return h(
    "p",
    { class: "privacy", id: "privacy" },
    icon("shield"),
    h("span", null, t("privacy.text"), lasting ? null : ` ${t("privacy.storage_blocked")}`),
  );
}
