// The HTTP contract of the public process, one method a call. Knows no state.

const TIMEOUT_MS = 20000;
const CONVERSATIONS = "/conversations";
const of = ({ conversation_id }) => `${CONVERSATIONS}/${conversation_id}`;

/** A call that brought no result. `status` is 0 when no answer came at all. */
export class ApiError extends Error {
  constructor(status, message, retryAfter) {
    super(message || "");
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** The server no longer knows this conversation. */
  get gone() {
    return this.status === 401 || this.status === 404;
  }

  /** Worth trying again later, unchanged. */
  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 425 || this.status === 429 || this.status >= 500;
  }
}

export class Api {
  #base;

  constructor(base) {
    this.#base = base.replace(/\/$/, "");
  }

  /**
   * @param about {province?, event?}: where the reader is, and the code under which an event handed the chat out
   * → {conversation_id, token}
   */
  async create(about, signal) {
    return (await this.#call("POST", CONVERSATIONS, null, { body: { channel: "web", ...about }, signal })).json();
  }

  /** → {message_id} */
  async post(session, item, signal) {
    const { client_message_id, payload, text } = item;
    const body = payload ? { client_message_id, payload } : { client_message_id, text };
    return (await this.#call("POST", `${of(session)}/messages`, session, { body, signal })).json();
  }

  /** @param value good | bad | null: what the reader thinks of the answer to a message; null takes it back */
  async rate(session, message_id, value) {
    await this.#call("POST", `${of(session)}/feedback`, session, { body: { message_id, value } });
  }

  /** A code that takes the conversation to another channel: {code, minutes, places: [{name, url}]} */
  async pair(session) {
    return (await this.#call("POST", `${of(session)}/pairing`, session)).json();
  }

  /** What a code leads to: {conversation_id, token} of a conversation begun elsewhere, or {event} */
  async redeem(session, code) {
    return (await this.#call("POST", "/pairings", session, { body: { code, conversation_id: session?.conversation_id } })).json();
  }

  async forget(session) {
    await this.#call("DELETE", of(session), session);
  }

  /** The open response of the event stream after event `after`. */
  stream(session, after, signal) {
    const headers = { Accept: "text/event-stream", "Last-Event-ID": String(after) };
    return this.#call("GET", `${of(session)}/events`, session, { headers, signal, lasting: true });
  }

  /** Long poll: the events after `after`, perhaps none. */
  async poll(session, after, signal) {
    const path = `${of(session)}/events?after=${after}`;
    const { events } = await (await this.#call("GET", path, session, { signal, timeout: 60000 })).json();
    return events || [];
  }

  async #call(method, path, session, { body, headers = {}, signal, timeout = TIMEOUT_MS, lasting = false } = {}) {
    const limit = new AbortController();
    const stop = () => limit.abort();
    const timer = setTimeout(stop, timeout);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop);
    const all = { ...headers };
    if (session) all.Authorization = `Bearer ${session.token}`;
    if (body) all["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(this.#base + path, {
        method,
        headers: all,
        body: body && JSON.stringify(body),
        signal: limit.signal,
        cache: "no-store",
        credentials: "omit",
      });
      if (response.ok) {
        if (lasting || response.status === 204) return response;
        // Read to the end inside the time limit.
        const text = await response.text();
        return { json: () => JSON.parse(text) };
      }
    } catch {
      throw new ApiError(0, "");
    } finally {
      clearTimeout(timer);
      if (!lasting) signal?.removeEventListener("abort", stop);
    }
    throw await refusal(response);
  }
}

async function refusal(response) {
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  const body = await response.json().catch(() => null);
  return new ApiError(response.status, body?.error?.message, retryAfter);
}
