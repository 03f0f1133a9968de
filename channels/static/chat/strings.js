// The sentences of the page, from data/messages/page.yaml; no other file here holds a word that a person reads.

/** Read the dictionary that the host page put inside the element as a JSON block. */
export function readStrings(element) {
  const block = element.querySelector('script[type="application/json"]');
  return translator(block ? JSON.parse(block.textContent) : {});
}

/** t("a.b", {n}) gives the sentence with {n} filled in, or null when there is none; t.list("a.b") gives a list. */
export function translator(messages) {
  const find = (key) => key.split(".").reduce((level, part) => (level ? level[part] : undefined), messages);
  const t = (key, values = {}) => {
    const sentence = find(key);
    if (typeof sentence !== "string") return null;
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  };
  t.list = (key) => find(key) || [];
  return t;
}
