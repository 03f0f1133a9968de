// One Reply (the wire contract of actions/reply.py) as nodes: text, choices, notices, cards, figures, sources.
// Any field but the text may be absent or null.

import { outLink, renderCitations } from "./citations.js";
import { h } from "./dom.js";
import { atHome } from "./home.js";
import { icon } from "./icons.js";
import { prose } from "./text.js";

const LABELLED = /^(.{1,24}?): (.+)$/s;
const LONG_CARD = 3; // lines
const SHORT_LINE = 40;
const SHOWN_CARDS = 3;
const FIGURE = /^[+\-–−]?\d[\d.,\s]*(%|\p{L}{1,6})?$/u;

/** @param on {choose(choice, press), announce(sentence), roomy}; a choice is {label, payload}; roomy: wider than a phone */
export function renderReply(reply, t, { choose, announce, roomy }) {
  const { about, text, notices, table, chart, cards, citations, choices, sheet } = reply;
  const leave = choices?.find(({ leaves }) => leaves);
  const others = choices?.filter((choice) => choice !== leave);
  return [
    about?.length ? renderAbout(about, leave, t, choose) : null,
    h("div", { class: "text" }, prose(text || "", t)),
    sheet ? renderSheet(sheet, t) : null,
    others?.length ? renderChoices(others, t, choose) : null,
    notices?.length ? renderNotices(notices, t) : null,
    cards?.length ? renderCards(cards, t, announce, roomy) : null,
    table?.rows?.length ? renderTable(table.columns, table.rows, t("reply.table")) : null,
    chart ? renderChart(chart, t) : null,
    citations?.length ? renderCitations(citations, t) : null,
  ].filter(Boolean);
}

/** What was taken over from earlier messages, and the way out of it. */
function renderAbout(about, leave, t, choose) {
  const named = h("p", { "data-testid": "about" }, `${t("reply.about")} ${about.join(" · ")}`);
  return h("div", { class: "about" }, named, leave && h("button", { type: "button", class: "expand", "data-testid": "leave", onclick: (press) => choose(leave, press) }, leave.label));
}

/** The address of a kept card, on the server the answer came from. */
function renderSheet({ title, path }, t) {
  const address = atHome(path.replace(/^\//, "")); // also where the chat stands on another site
  const link = (label, href) =>
    h("a", { class: "choice", href, target: "_blank", rel: "noopener" }, label, h("span", { class: "sr" }, ` ${t("reply.new_tab")}`));
  return h(
    "div",
    { class: "choices", role: "group", "aria-label": title, "data-testid": "sheet" },
    link(t("reply.sheet"), address),
    link(t("reply.sheet_pdf"), `${address}.pdf`),
  );
}

function renderNotices(notices, t) {
  return h(
    "ul",
    { class: "notices", "aria-label": t("reply.notices") },
    notices.map(({ code, text }) =>
      h("li", { class: "notice", "data-testid": "notice", "data-code": code }, icon("caution"), h("div", null, prose(text, t))),
    ),
  );
}

/** The first few cards; unless only one more is left, a button puts the rest in place and the reader at the first of them. */
function renderCards(cards, t, announce, roomy) {
  const items = cards.map((card) => renderCard(card, t, roomy));
  const rest = items.slice(items.length > SHOWN_CARDS + 1 ? SHOWN_CARDS : items.length);
  for (const item of rest) item.hidden = true;
  const list = h("ul", { class: "cards", "aria-label": t("reply.cards") }, items);
  if (!rest.length) return list;
  const n = rest.length;
  const reveal = ({ currentTarget }) => {
    list.setAttribute("aria-live", "off"); // the focus reads the first one; not all of them at once
    for (const item of rest) item.hidden = false;
    const first = rest[0].querySelector("summary") || rest[0];
    if (first === rest[0]) first.tabIndex = -1;
    first.focus();
    currentTarget.remove();
    announce(t("reply.more_shown", { n }));
  };
  return [list, h("button", { type: "button", class: "expand more", "data-testid": "more", onclick: reveal }, t("reply.more", { n }))];
}

/** A long card folds under its title and first lines: closed on a phone, open where there is room. */
function renderCard({ title, lines, url }, t, roomy) {
  const all = lines || [];
  const lead = all.length <= LONG_CARD ? all.length : all[0].length < SHORT_LINE ? 2 : 1;
  const top = [h("h3", null, title), all.slice(0, lead).map((line) => h("span", { class: "line" }, labelled(line)))];
  const below = [
    all.slice(lead).map((line) => h("p", { class: "line" }, labelled(line))),
    outLink(url, (host) => `${t("reply.open")} ${host}`, t),
  ];
  const folds = all.length > LONG_CARD;
  return h(
    "li",
    { class: "card", "data-testid": "card" },
    folds ? h("details", { open: roomy }, h("summary", null, icon("chevron"), top), below) : [top, below].flat(),
  );
}

/** "Label: value" with the label set apart. */
function labelled(line) {
  const [, label, value] = LABELLED.exec(line) || [];
  return label ? [h("span", { class: "label" }, `${label}: `), value] : line;
}

function renderTable(columns, rows, label) {
  const head = columns.map((column) => h("th", { scope: "col", role: "columnheader" }, column));
  const numeric = columns.map((_, at) => at > 0 && rows.every((row) => !row[at] || row[at] === "–" || FIGURE.test(row[at])));
  head.forEach((cell, at) => numeric[at] && cell.classList.add("figure"));
  const body = rows.map((row) =>
    h("tr", { role: "row" }, row.map((value, at) => h(at ? "td" : "th", { role: at ? "cell" : "rowheader", scope: at ? null : "row", class: numeric[at] ? "figure" : null, "data-of": columns[at] }, value))),
  );
  // Wider than a phone, it scrolls inside itself; the tab stop lets the keyboard scroll it. No region: a landmark for every
  // table would bury those of the page. Things set beside each other stand below each other there, each under its name; the
  // roles say that it is still a table.
  return h(
    "div",
    { class: columns[0] ? "table" : "table beside", role: "group", tabindex: "0", "aria-label": label, "data-testid": "table" },
    h("table", { role: "table" }, h("thead", null, h("tr", { role: "row" }, head)), h("tbody", null, body)),
  );
}

/** The figures of a chart under what they are of; the sentence that lists them too is for who sees no table. */
function renderChart({ series, unit, period, alt, outline }, t) {
  const number = new Intl.NumberFormat("vi-VN");
  const periods = [...new Set(series.flatMap(({ points }) => points.map(([label]) => label)))];
  const value = ({ points }, label) => points.find(([each]) => each === label)?.[1] ?? null;
  if (series[1] && !periods[1]) {
    // Groups of one period stand below each other: a phone is narrow.
    const points = series.map((line) => [line.name, value(line, periods[0])]);
    return renderChart({ series: [{ name: periods[0], points }], unit, period, alt }, t);
  }
  const rows = periods.map((label) => [
    label,
    ...series.map((line) => (value(line, label) === null ? t("reply.no_value") : number.format(value(line, label)))),
  ]);
  const table = renderTable([period, ...series.map(({ name }) => `${name} (${unit})`)], rows, t("reply.chart"));
  drawBars(table, series, periods, value);
  return h("figure", { class: "chart", "data-testid": "chart" }, h("figcaption", null, outline ? alt : alt.split(": ")[0]), outline && icon("radar", outline), table);
}

/** A bar under each figure, from zero, all on one scale; figures below zero get none. */
function drawBars(table, series, periods, value) {
  const largest = Math.max(...series.flatMap(({ points }) => points.map(([, each]) => each || 0)));
  if (!(largest > 0)) return;
  table.querySelectorAll("tbody tr").forEach((row, at) => {
    series.forEach((line, column) => {
      const share = (value(line, periods[at]) || 0) / largest;
      if (share <= 0) return;
      const bar = h("span", { class: "bar", "aria-hidden": "true" });
      bar.style.width = `${100 * share}%`;
      row.children[column + 1].append(bar);
    });
  });
}

function renderChoices(choices, t, choose) {
  return h(
    "div",
    { class: "choices", role: "group", "aria-label": t("reply.choices") },
    choices.map((choice) =>
      h("button", { type: "button", class: "choice", "data-testid": "choice", onclick: (press) => choose(choice, press) }, choice.label),
    ),
  );
}
