// One Reply (the wire contract of actions/reply.py) as nodes: text, notices, figures, cards, sources, choices.
// Any field but the text may be absent or null.

import { outLink, renderCitations } from "./citations.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { prose } from "./text.js";

const LABELLED = /^([^:.]{2,32}): (.+)$/s;
const FIGURE = /^[+\-–−]?\d[\d.,\s]*(%|\p{L}{1,6})?$/u;

/** @param choose called with a choice {label, payload} when it is pressed */
export function renderReply(reply, t, choose) {
  const { text, notices, table, chart, cards, citations, choices } = reply;
  return [
    h("div", { class: "text" }, prose(text || "")),
    notices?.length ? renderNotices(notices, t) : null,
    chart ? renderChart(chart, t) : null,
    table?.rows?.length ? renderTable(table.columns, table.rows, t("reply.table")) : null,
    cards?.length ? renderCards(cards, t) : null,
    citations?.length ? renderCitations(citations, t) : null,
    choices?.length ? renderChoices(choices, t, choose) : null,
  ].filter(Boolean);
}

function renderNotices(notices, t) {
  return h(
    "ul",
    { class: "notices", "aria-label": t("reply.notices") },
    notices.map(({ code, text }) =>
      h("li", { class: "notice", "data-testid": "notice", "data-code": code }, icon("caution"), h("div", null, prose(text))),
    ),
  );
}

function renderCards(cards, t) {
  return h(
    "ul",
    { class: "cards", "aria-label": t("reply.cards") },
    cards.map(({ title, lines, url }) =>
      h(
        "li",
        { class: "card", "data-testid": "card" },
        h("h3", null, title),
        (lines || []).map((line) => h("p", null, labelled(line))),
        outLink(url, (host) => `${t("reply.open")} ${host}`, t),
      ),
    ),
  );
}

/** "Label: value" with the label set apart. */
function labelled(line) {
  const [, label, value] = LABELLED.exec(line) || [];
  return label ? [h("span", { class: "label" }, `${label}: `), value] : line;
}

function renderTable(columns, rows, label) {
  const head = columns.map((column) => h("th", { scope: "col" }, column));
  const numeric = columns.map((_, at) => at > 0 && rows.every((row) => !row[at] || row[at] === "–" || FIGURE.test(row[at])));
  head.forEach((cell, at) => numeric[at] && cell.classList.add("figure"));
  const body = rows.map((row) =>
    h("tr", null, row.map((value, at) => h(at ? "td" : "th", { scope: at ? null : "row", class: numeric[at] ? "figure" : null }, value))),
  );
  // Wider than a phone, it scrolls inside itself; the tab stop lets the keyboard scroll it.
  return h(
    "div",
    { class: "table", role: "region", tabindex: "0", "aria-label": label, "data-testid": "table" },
    h("table", null, h("thead", null, h("tr", null, head)), h("tbody", null, body)),
  );
}

/** The figures of a chart under the sentence that says the same. */
function renderChart({ series, unit, period, alt }, t) {
  const number = new Intl.NumberFormat("vi-VN");
  const periods = [...new Set(series.flatMap(({ points }) => points.map(([label]) => label)))];
  const value = ({ points }, label) => points.find(([each]) => each === label)?.[1] ?? null;
  const rows = periods.map((label) => [
    label,
    ...series.map((line) => (value(line, label) === null ? t("reply.no_value") : number.format(value(line, label)))),
  ]);
  return h(
    "figure",
    { class: "chart", "data-testid": "chart" },
    h("figcaption", null, alt),
    renderTable([period, ...series.map(({ name }) => `${name} (${unit})`)], rows, t("reply.chart")),
  );
}

function renderChoices(choices, t, choose) {
  return h(
    "div",
    { class: "choices", role: "group", "aria-label": t("reply.choices") },
    choices.map((choice) =>
      h("button", { type: "button", class: "choice", "data-testid": "choice", onclick: () => choose(choice) }, choice.label),
    ),
  );
}
