// Plain text of a reply as nodes: paragraphs, line breaks and "- " lists; and days and times as Vietnamese readers write them.

import { h } from "./dom.js";

const BULLET = /^\s*[-•]\s+/;

/** Paragraphs and lists of a text; a blank line parts paragraphs. A number to call, in a line that says so, can be pressed. */
export function prose(text, t) {
  const blocks = [];
  let open = null;
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    if (!line.trim()) {
      open = null;
    } else if (BULLET.test(line)) {
      if (!open || open.tagName !== "UL") blocks.push((open = h("ul")));
      open.append(h("li", null, pressable(line.replace(BULLET, ""), t)));
    } else if (open && open.tagName === "P") {
      open.append(h("br"), h("span", null, pressable(line, t)));
    } else {
      blocks.push((open = h("p", null, pressable(line, t))));
    }
  }
  return blocks;
}

function pressable(line, t) {
  if (!line.includes(t("calls.word"))) return [line];
  const parts = line.split(new RegExp(`\\b(${t("calls.numbers")})\\b(?![/.]\\w)`));
  return parts.map((part, at) => (at % 2 ? h("a", { class: "call", href: `tel:${part}` }, part) : part));
}

/** 2026-07-01 → 01/07/2026, by its digits alone, so no time zone can move the day. */
export function day(iso) {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso || "") || [];
  return year ? `${date}/${month}/${year}` : iso;
}

/** An instant on the reader's clock, 24 hours; its day is seen where it is not today, and on paper. */
export function clock(at) {
  const instant = new Date(at);
  if (isNaN(instant)) return "";
  const two = (...parts) => parts.map((part) => String(part).padStart(2, "0"));
  const date = two(instant.getDate(), instant.getMonth() + 1, instant.getFullYear()).join("/");
  const isToday = instant.toDateString() === new Date().toDateString();
  return h("time", { datetime: at }, h("span", { class: isToday ? "date" : null }, `${date} `), two(instant.getHours(), instant.getMinutes()).join(":"));
}

/** The address when it is a web address, otherwise null: a record never makes a script link. */
export function webAddress(url) {
  try {
    const address = new URL(url);
    return /^https?:$/.test(address.protocol) ? address : null;
  } catch {
    return null;
  }
}
