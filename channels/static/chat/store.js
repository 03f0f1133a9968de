// What this browser remembers: the conversation's id and token, and what is not sent yet. Where storage is blocked or
// full it remembers until the page closes.

const PREFIX = "career-chat.";

export class Store {
  #memory = new Map();
  #disk = openDisk();

  /** False when nothing survives a reload. */
  get lasting() {
    return this.#disk !== null;
  }

  read(name) {
    if (this.#memory.has(name)) return this.#memory.get(name);
    try {
      return JSON.parse(this.#disk ? this.#disk.getItem(PREFIX + name) : null);
    } catch {
      return null;
    }
  }

  /** Null removes. */
  write(name, value) {
    this.#memory.delete(name);
    try {
      if (value === null) this.#disk?.removeItem(PREFIX + name);
      else if (this.#disk) this.#disk.setItem(PREFIX + name, JSON.stringify(value));
      else this.#memory.set(name, value);
    } catch {
      this.#memory.set(name, value);
    }
  }

  /** Call back when another tab changes the named value. */
  watch(name, changed, signal) {
    const heard = (event) => {
      if (event.key === PREFIX + name || event.key === null) changed();
    };
    window.addEventListener("storage", heard, { signal });
  }
}

function openDisk() {
  try {
    const disk = window.localStorage;
    disk.setItem(PREFIX + "probe", "1");
    disk.removeItem(PREFIX + "probe");
    return disk;
  } catch {
    return null;
  }
}
