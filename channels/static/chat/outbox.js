// Messages the server has not accepted yet, oldest first. Always read back from the store, so that two tabs share one
// queue; posting an item twice is harmless, since its client_message_id names it.

export class Outbox {
  #store;

  constructor(store) {
    this.#store = store;
  }

  items() {
    const items = this.#store.read("outbox");
    return Array.isArray(items) ? items : [];
  }

  /** Queue {text} or {payload, label}; returns the item with its id and time. */
  add(message) {
    const item = { client_message_id: newId(), at: new Date().toISOString(), ...message };
    this.#store.write("outbox", [...this.items(), item]);
    return item;
  }

  remove(clientMessageId) {
    const left = this.items().filter((item) => item.client_message_id !== clientMessageId);
    this.#store.write("outbox", left.length ? left : null);
  }

  clear() {
    this.#store.write("outbox", null);
  }
}

/** 128 random bits; crypto.randomUUID is missing on plain-http pages, which a school's own server may be. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
