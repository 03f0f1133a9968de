// The events of one conversation, in order, for as long as the page is open: server-sent events read through fetch (so
// that the token stays out of the address), long polling where a proxy holds the stream back.

const SILENCE_MS = 50000; // a server comment or event is expected within this; else the line is dead and is opened anew
const NUDGE_MS = 7000; // an accepted message shows up in the stream within this; else the stream may be held back
const STALE_MS = 5000; // a line silent for longer is opened anew when the reader comes back: it may have died meanwhile
const PAUSES_MS = [500, 1000, 2000, 5000, 10000, 20000];

export class EventStream {
  #api;
  #session;
  #listener;
  #after = 0;
  #polling = false;
  #heardAt = 0;
  #life = null; // from start to stop
  #line = null; // aborts the request in progress
  #wake = null; // ends the pause in progress
  #nudge = 0;

  /** @param listener {event(event), connected(), disconnected(tries), gone()} */
  constructor(api, session, listener) {
    this.#api = api;
    this.#session = session;
    this.#listener = listener;
  }

  /** Begin, or when begun, stop pausing and drop a line that has been silent, as after the phone slept. */
  start() {
    if (!this.#life) {
      this.#life = new AbortController();
      this.#run(this.#life.signal);
    } else {
      if (this.#line && Date.now() - this.#heardAt > STALE_MS) this.#line.abort();
      this.#wake?.();
    }
  }

  stop() {
    clearTimeout(this.#nudge);
    this.#life?.abort();
    this.#life = null;
    this.#line?.abort();
    this.#wake?.();
  }

  /** A message was accepted: if the stream then says nothing, ask once, and poll from then on if that brought more. */
  expect() {
    const asked = Date.now();
    const life = this.#life;
    clearTimeout(this.#nudge);
    this.#nudge = setTimeout(async () => {
      if (this.#polling || this.#heardAt >= asked) return;
      const events = await this.#api.poll(this.#session, this.#after, life?.signal).catch(() => []);
      if (this.#life !== life || !this.#take(events)) return;
      this.#polling = true;
      this.#line?.abort();
    }, NUDGE_MS);
  }

  async #run(life) {
    for (let failures = 0; !life.aborted; ) {
      const began = Date.now();
      const line = (this.#line = new AbortController());
      try {
        await (this.#polling ? this.#poll(line.signal) : this.#read(line));
        failures = this.#polling || Date.now() - began > 3000 ? 0 : failures + 1;
      } catch (error) {
        if (life.aborted) return;
        if (error.gone) {
          this.stop();
          return this.#listener.gone();
        }
        failures = this.#heardAt >= began ? 1 : failures + 1;
        this.#listener.disconnected(failures);
      } finally {
        line.abort();
      }
      if (failures && !life.aborted) await this.#pause(PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1]);
    }
  }

  async #read(line) {
    const response = await this.#api.stream(this.#session, this.#after, line.signal);
    if (!response.body || !/event-stream/.test(response.headers.get("Content-Type"))) {
      this.#polling = true;
      return;
    }
    this.#listener.connected();
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    let data = [];
    for (;;) {
      const silence = setTimeout(() => line.abort(), SILENCE_MS);
      const { value, done } = await reader.read().catch(() => ({ done: true })).finally(() => clearTimeout(silence));
      if (done) return;
      this.#heardAt = Date.now();
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop();
      for (const text of lines.map((each) => each.replace(/\r$/, ""))) {
        if (text.startsWith("data:")) data.push(text.slice(5).trimStart());
        else if (!text && data.length) {
          this.#take([JSON.parse(data.join("\n"))]);
          data = [];
        }
      }
    }
  }

  async #poll(signal) {
    const began = Date.now();
    const events = await this.#api.poll(this.#session, this.#after, signal);
    this.#heardAt = Date.now();
    this.#listener.connected();
    // A server that answers at once with nothing is asked every two seconds.
    if (!this.#take(events) && this.#heardAt - began < 1000) await this.#pause(2000);
  }

  /** Pass on what is new; ids rise, so anything not above the last one is a repeat. */
  #take(events) {
    const fresh = events.filter((event) => event.id > this.#after);
    for (const event of fresh) {
      if (event.id <= this.#after || !this.#life) continue;
      this.#after = event.id;
      this.#listener.event(event);
    }
    return fresh.length > 0;
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds * (0.75 + Math.random() / 2));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
