// One conversation as this browser sees it: begins when the first message is sent, posts the outbox in order, follows the
// events, and begins afresh when the server has forgotten it. Draws nothing: it tells a view.

import { Outbox } from "./outbox.js";
import { EventStream } from "./stream.js";

const RETRY_MS = [2000, 4000, 8000, 15000, 30000];
const HIDDEN_MS = 15000; // a page in the background gives its connection back after this: browsers hold six to a server
const BEAT_MS = 5000; // a beat that comes much later than this says that the machine slept

export class Conversation {
  #api;
  #store;
  #view;
  #about;
  #outbox;
  #stream = null;
  #posting = null; // aborts the posting in progress; null when none
  #tries = 0;
  #retry = 0;
  #hidden = 0;
  #awaiting = new Map(); // message_id → null or the code of its last status
  #answered = new Set();
  #sent = new Map(); // message_id → client_message_id
  #shown = new Set(); // message_ids of the user events drawn as messages of their own

  /**
   * @param view {event(event), pending(item), pendingState(clientId, state, message), settled(clientId, event|null) → whether it was pending here,
   *   dropped(clientId), progress(null|"typing"|code), connection(null|"offline"|"reconnecting"), cleared()}
   * @param about {province?, event?} told when a conversation begins
   */
  constructor(api, store, view, about) {
    this.#api = api;
    this.#store = store;
    this.#view = view;
    this.#about = about;
    this.#outbox = new Outbox(store);
  }

  /** Show what is known and keep up until the signal aborts. */
  open(signal) {
    window.addEventListener("online", () => this.#comeBack(), { signal });
    window.addEventListener("offline", () => this.#view.connection("offline"), { signal });
    document.addEventListener("visibilitychange", () => this.#visibility(), { signal });
    window.addEventListener("pageshow", (event) => event.persisted && this.#comeBack(), { signal });
    let beat = Date.now();
    const pulse = setInterval(() => {
      const late = Date.now() - beat > 3 * BEAT_MS;
      beat = Date.now();
      if (late && !document.hidden) this.#comeBack();
    }, BEAT_MS);
    signal.addEventListener("abort", () => clearInterval(pulse));
    this.#store.watch("session", () => this.#changedElsewhere(), signal);
    signal.addEventListener("abort", () => this.#close());
    if (!navigator.onLine) this.#view.connection("offline");
    this.#follow();
    for (const item of this.#outbox.items()) this.#view.pending(item);
    this.#pump();
  }

  /** Whether there is anything to read: a conversation on the server, or something waiting to be sent. */
  get begun() {
    return this.#session !== null || this.#outbox.items().length > 0;
  }

  /** @param message {text} or {payload, label} */
  send(message) {
    this.#view.pending(this.#outbox.add(message));
    this.#stream?.start();
    this.retry();
  }

  /** Try the outbox now. */
  retry() {
    clearTimeout(this.#retry);
    this.#tries = 0;
    this.#pump();
  }

  /** What the reader thinks of the answer to a message: good, bad, null. Raises ApiError. */
  async rate(messageId, value) {
    if (!this.#session) return;
    await this.#api.rate(this.#session, messageId, value);
    const { [messageId]: _, ...others } = this.ratings;
    this.#store.write("ratings", value ? { ...others, [messageId]: value } : others);
  }

  /** message_id → good | bad */
  get ratings() {
    return this.#store.read("ratings") || {};
  }

  /** A code to go on elsewhere: {code, minutes}; null before the first message. Raises ApiError. */
  async pair() {
    return this.#session && this.#api.pair(this.#session);
  }

  /** Go on with what a code leads to: "joined" a conversation begun elsewhere, "arrived" at an event. Raises ApiError. */
  async join(code) {
    const left = this.#session;
    const { event, ...session } = await this.#api.redeem(left, code);
    if (event) {
      this.#about.event = event;
      return "arrived";
    }
    this.#store.write("session", session);
    this.#store.write("ratings", null);
    this.#changedElsewhere();
    if (left && left.conversation_id !== session.conversation_id) this.#api.forget(left).catch(() => {});
    this.retry();
    return "joined";
  }

  /** Delete the conversation on the server, then here. Raises ApiError and changes nothing when the server did not do it. */
  async forget() {
    const session = this.#session;
    this.#posting?.abort();
    clearTimeout(this.#retry);
    if (session) {
      await this.#api.forget(session).catch((error) => {
        if (!error.gone) throw error;
      });
    }
    this.#outbox.clear();
    this.#startAfresh();
  }

  get #session() {
    const session = this.#store.read("session");
    return session?.conversation_id && session.token ? session : null;
  }

  #follow() {
    this.#stream?.stop();
    const session = this.#session;
    if (!session) return;
    this.#stream = new EventStream(this.#api, session, {
      event: (event) => this.#receive(event),
      connected: () => this.#view.connection(null),
      disconnected: (tries) => this.#disconnected(tries),
      gone: () => this.#lost(),
    });
    this.#stream.start();
  }

  async #pump() {
    if (this.#posting) return;
    const posting = (this.#posting = new AbortController());
    for (let item; !posting.signal.aborted && (item = this.#outbox.items()[0]); ) {
      if (!(await this.#post(item, posting.signal))) break;
    }
    if (this.#posting === posting) this.#posting = null;
  }

  /** Whether the next item may be posted. */
  async #post(item, signal) {
    this.#view.pendingState(item.client_message_id, "sending");
    try {
      const session = this.#session || (await this.#begin(signal));
      const { message_id } = await this.#api.post(session, item, signal);
      if (!signal.aborted) this.#accepted(item.client_message_id, message_id);
      return !signal.aborted;
    } catch (error) {
      if (signal.aborted) {
        this.#view.pendingState(item.client_message_id, "failed");
        return false;
      }
      return this.#refused(item, error);
    }
  }

  async #begin(signal) {
    const session = await this.#api.create(this.#about, signal);
    if (!signal.aborted) {
      this.#store.write("session", session);
      this.#follow();
    }
    return session;
  }

  #refused(item, error) {
    const forgotten = error.gone && this.#session;
    if (forgotten) this.#lost();
    if (error.passing || (error.gone && this.#tries < 2)) {
      const wait = error.gone ? 0 : RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)];
      this.#tries += 1;
      this.#retry = setTimeout(() => this.#pump(), Math.max(wait, (error.retryAfter || 0) * 1000));
      // What waits behind it is not sent either, and must not look as if it were.
      if (!error.gone)
        for (const each of this.#outbox.items()) this.#view.pendingState(each.client_message_id, navigator.onLine ? "failed" : "offline", error.message);
      return false;
    }
    this.#outbox.remove(item.client_message_id);
    this.#view.pendingState(item.client_message_id, "rejected", error.message);
    return true;
  }

  #accepted(clientId, messageId) {
    this.#tries = 0;
    this.#outbox.remove(clientId);
    this.#sent.set(messageId, clientId);
    if (this.#shown.has(messageId)) this.#view.dropped(clientId);
    else this.#view.settled(clientId, null);
    if (!this.#answered.has(messageId) && !this.#awaiting.has(messageId)) this.#awaiting.set(messageId, null);
    this.#progress();
    this.#stream?.expect();
  }

  #receive(event) {
    const id = event.message_id;
    if (event.type === "user") {
      if (!this.#awaiting.has(id)) this.#awaiting.set(id, null);
      const clientId = this.#sent.get(id) || this.#recognise(event);
      if (clientId) {
        this.#sent.set(id, clientId);
        this.#outbox.remove(clientId);
      }
      // An item of the shared outbox may have been written in another tab, and then is news here.
      if (!clientId || !this.#view.settled(clientId, event)) {
        this.#shown.add(id);
        this.#view.event(event);
      }
    } else if (event.type === "status") {
      if (!this.#answered.has(id)) this.#awaiting.set(id, event.code);
    } else {
      this.#answer(id);
      this.#view.event(event);
    }
    this.#progress();
  }

  /** Turns are answered in order, so an answer ends the wait of every message before its own. */
  #answer(id) {
    if (!this.#awaiting.has(id)) {
      if (id) this.#answered.add(id);
      else this.#awaiting.clear();
      return;
    }
    for (const each of [...this.#awaiting.keys()]) {
      this.#awaiting.delete(each);
      this.#answered.add(each);
      if (each === id) return;
    }
  }

  /** The event may overtake the answer to our own post; the text then tells which item it is. */
  #recognise(event) {
    const plain = (text) => (text || "").normalize("NFC").replace(/\s+/g, " ").trim();
    const known = new Set(this.#sent.values());
    const item = this.#outbox.items().find((each) => !known.has(each.client_message_id) && plain(each.text || each.label) === plain(event.text));
    return item?.client_message_id;
  }

  #progress() {
    const codes = [...this.#awaiting.values()];
    this.#view.progress(codes.length ? codes.find(Boolean) || "typing" : null);
  }

  #lost() {
    // What was not sent yet belongs to the person, not to the forgotten conversation: it is kept and sent into a new one.
    this.#startAfresh();
    for (const item of this.#outbox.items()) this.#view.pending(item);
    if (!this.#posting) this.#pump();
  }

  #startAfresh() {
    this.#store.write("session", null);
    this.#store.write("ratings", null);
    this.#reset();
  }

  #reset() {
    this.#close();
    for (const known of [this.#awaiting, this.#answered, this.#sent, this.#shown]) known.clear();
    this.#view.progress(null);
    this.#view.cleared();
  }

  #close() {
    this.#stream?.stop();
    this.#stream = null;
    clearTimeout(this.#retry);
  }

  #changedElsewhere() {
    this.#reset();
    this.#follow();
    for (const item of this.#outbox.items()) this.#view.pending(item);
  }

  #disconnected(tries) {
    if (!navigator.onLine) this.#view.connection("offline");
    else if (tries > 2) this.#view.connection("reconnecting");
  }

  #comeBack() {
    this.#view.connection(navigator.onLine ? null : "offline");
    this.#stream?.start();
    this.retry();
  }

  #visibility() {
    clearTimeout(this.#hidden);
    if (document.hidden) this.#hidden = setTimeout(() => this.#stream?.stop(), HIDDEN_MS);
    else this.#comeBack();
  }
}
