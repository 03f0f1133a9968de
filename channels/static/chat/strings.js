// The sentences of the page, from data/messages/page.yaml; no other file here holds a word that a person reads.

import { atHome } from "./home.js";
import { WORDS } from "./made.js";

/** The sentences of a language; the Vietnamese ones where it is unknown or cannot be fetched. */
export async function loadStrings(locale, signal) {
  if (locale === WORDS.lang) return translator(WORDS);
  try {
    const answer = await fetch(atHome(`widget/${encodeURIComponent(locale)}.json`), { signal, credentials: "omit" });
    return translator(answer.ok ? await answer.json() : WORDS);
  } catch {
    return translator(WORDS);
  }
}

/** The language that needs no fetching. */
export const FIRST_LANGUAGE = WORDS.lang;

/** t("a.b", {n}) gives the sentence with {n} filled in, or null when there is none; t.list("a.b") gives a list. */
function translator(messages) {
  const find = (key) => key.split(".").reduce((level, part) => (level ? level[part] : undefined), messages);
  const t = (key, values = {}) => {
    const sentence = find(key);
    if (typeof sentence !== "string") return null;
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  };
  t.list = (key) => find(key) || [];
  return t;
}
