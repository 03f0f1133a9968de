// Plain text of a reply as nodes: paragraphs, line breaks and "- " lists; and days and times as Vietnamese readers write them.

import { h } from "./dom.js";

const BULLET = /^\s*[-•]\s+/;

/** Paragraphs and lists of a text; a blank line parts paragraphs. */
export function prose(text) {
  const blocks = [];
  let open = null;
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    if (!line.trim()) {
      open = null;
    } else if (BULLET.test(line)) {
      if (!open || open.tagName !== "UL") blocks.push((open = h("ul")));
      open.append(h("li", null, line.replace(BULLET, "")));
    } else if (open && open.tagName === "P") {
      open.append(h("br"), line);
    } else {
      blocks.push((open = h("p", null, line)));
    }
  }
  return blocks;
}

/** 2026-07-01 → 01/07/2026, by its digits alone, so no time zone can move the day. */
export function day(iso) {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso || "") || [];
  return year ? `${date}/${month}/${year}` : iso;
}

/** The time of an instant on the reader's clock, 24 hours. */
export function clock(at) {
  const instant = new Date(at);
  if (isNaN(instant)) return "";
  return [instant.getHours(), instant.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
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
