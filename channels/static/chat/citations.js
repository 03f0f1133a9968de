// Where an answer comes from: folded under it, each source with what is needed to find it again.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { day, webAddress } from "./text.js";

export function renderCitations(citations, t) {
  return h(
    "details",
    { class: "citations", "data-testid": "citations" },
    h("summary", null, icon("chevron"), h("span", null, t("citations.summary", { n: citations.length }))),
    h("ol", null, citations.map((citation) => renderCitation(citation, t))),
  );
}

function renderCitation(citation, t) {
  const { title, document, article, issuer, source, as_of, checked_on, url } = citation;
  const place = [document === title ? null : document, article].filter(Boolean).join(", ");
  const said = [title, document, issuer, url].includes(source);
  const rows = [
    ["document", place],
    ["issuer", issuer],
    ["source", said ? null : source],
    ["valid", validity(citation, t)],
    ["as_of", as_of && day(as_of)],
    ["checked_on", checked_on && day(checked_on)],
  ].filter(([, value]) => value);
  return h(
    "li",
    { class: "citation", "data-testid": "citation", "data-record": citation.record_id },
    h("p", { class: "citation-title" }, title),
    h("dl", null, rows.map(([key, value]) => h("div", null, h("dt", null, t(`citations.${key}`)), h("dd", null, value)))),
    outLink(url, (host) => t("citations.open", { host }), t),
  );
}

function validity({ valid_from, valid_to }, t) {
  const span = { from: valid_from && day(valid_from), to: valid_to && day(valid_to) };
  if (valid_from && valid_to) return t("citations.valid_between", span);
  if (valid_from) return t("citations.valid_from", span);
  return valid_to ? t("citations.valid_to", span) : null;
}

/** A link that opens beside the conversation; null unless the address is a web address. */
export function outLink(url, label, t) {
  const address = webAddress(url);
  if (!address) return null;
  const host = address.hostname.replace(/^www\./, "");
  return h(
    "a",
    { class: "out", href: address.href, target: "_blank", rel: "noopener noreferrer" },
    h("span", null, label(host)),
    icon("external"),
    h("span", { class: "sr" }, ` ${t("reply.new_tab")}`),
  );
}
