// What this browser remembers: the conversation's id and token, and what is not sent yet. Where storage is blocked or
// full it remembers until the page closes.

export class Store {
  #memory = new Map();
  #prefix;
  #disk;

  /** @param server whose conversations these are: one site may hold the chats of two */
  constructor(server) {
    this.#prefix = `career-chat ${server} `;
    this.#disk = openDisk(this.#prefix);
  }

  /** False when nothing survives a reload. */
  get lasting() {
    return this.#disk !== null;
  }

  read(name) {
    if (this.#memory.has(name)) return this.#memory.get(name);
    try {
      return JSON.parse(this.#disk ? this.#disk.getItem(this.#prefix + name) : null);
    } catch {
      return null;
    }
  }

  /** Null removes. */
  write(name, value) {
    this.#memory.delete(name);
    try {
      if (value === null) this.#disk?.removeItem(this.#prefix + name);
      else if (this.#disk) this.#disk.setItem(this.#prefix + name, JSON.stringify(value));
      else this.#memory.set(name, value);
    } catch {
      this.#memory.set(name, value);
    }
  }

  /** Call back when another tab changes the named value. */
  watch(name, changed, signal) {
    const heard = (event) => {
      if (event.key === this.#prefix + name || event.key === null) changed();
    };
    window.addEventListener("storage", heard, { signal });
  }
}

function openDisk(prefix) {
  try {
    const disk = window.localStorage;
    disk.setItem(`${prefix}probe`, "1");
    disk.removeItem(`${prefix}probe`);
    return disk;
  } catch {
    return null;
  }
}
