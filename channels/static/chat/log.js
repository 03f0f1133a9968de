// The messages on screen: finished ones in a live region, the ones still being sent below it, and the sign that an answer
// is on its way. Follows new messages only while the reader is at the end.

import { aloudButton } from "./aloud.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { ratingButtons } from "./rating.js";
import { renderReply } from "./reply.js";
import { clock, prose } from "./text.js";

const NEAR_END_PX = 80;
const LONG_TEXT = 700;
const SLOW_MS = 12000;
const DOUBLE_PRESS_MS = 700;
const ROOMY_PX = 600;
const RATED = new Set(["answered", "clarify", "not_held", "out_of_scope", "refused_unsafe"]);

export class Log {
  #t;
  #on;
  #finished;
  #pending;
  #progress;
  #welcome;
  #items = new Map(); // client_message_id → {item, article} while in the pending list
  #unread = null;
  #atEnd = true;
  #pressed = [];
  #slow = 0;

  /**
   * @param welcome the node shown while there is no message
   * @param on {send(message), retry(), announce(sentence), rate(message_id, value), rating(message_id), unread()}
   */
  constructor(t, welcome, on) {
    this.#t = t;
    this.#on = on;
    this.#welcome = welcome;
    // A key that is held down presses once.
    const onkeydown = (press) => press.repeat && press.target.matches(".choice") && press.preventDefault();
    this.#finished = h("div", { class: "finished", role: "log", "aria-live": "off", "aria-label": t("log.label"), onkeydown });
    this.#pending = h("div", { class: "pending" });
    this.#progress = h("div", { class: "progress", role: "status" });
    this.scroller = h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": t("log.label"), onscroll: () => this.#scrolled() },
      h("div", { class: "column" }, welcome, this.#finished, this.#pending, this.#progress),
    );
    this.newest = h("button", { type: "button", class: "newest", hidden: true, onclick: () => this.#readNewest() }, icon("down"), t("log.newest"));
    new ResizeObserver(() => this.#atEnd && this.#toEnd()).observe(this.scroller);
  }

  /** From now on new messages are read out and revealed from their beginning; before, they were history. */
  live() {
    this.#finished.setAttribute("aria-live", "polite");
    this.#refresh();
  }

  /** A stored conversation is about to appear: no welcome until then, and none of it read out. */
  expectHistory() {
    this.#finished.setAttribute("aria-live", "off");
    this.#welcome.hidden = true;
  }

  show(event) {
    // The server has just forgotten all that was said before this answer: so does the screen.
    if (event.reply?.notices?.some((notice) => notice.code === "forgotten")) this.#finished.replaceChildren();
    const article = event.type === "user" ? this.#user(event.text || this.#t("log.chosen"), event.at) : this.#answer(event);
    this.#add(this.#finished, article, event.type !== "user");
  }

  pending(item) {
    if (this.#items.has(item.client_message_id)) return;
    const article = this.#user(item.text || item.label, item.at);
    this.#items.set(item.client_message_id, { item, article });
    this.#add(this.#pending, article, false);
    this.mark(item.client_message_id, "sending");
    this.#toEnd();
  }

  /** @param state sending | failed | offline | rejected; @param reason the server's sentence, if it gave one */
  mark(clientId, state, reason) {
    const { item, article } = this.#items.get(clientId) || {};
    if (!article) return;
    const text = this.#t(`state.${state}`);
    const bad = state !== "sending";
    const retry = () => {
      if (state !== "rejected") return this.#on.retry();
      this.drop(clientId);
      this.#on.send({ text: item.text, payload: item.payload, label: item.label });
    };
    const changed = article.dataset.state !== state;
    article.dataset.state = state;
    article.querySelector(".state").replaceChildren(
      ...(bad ? [icon(state === "offline" ? "cloud" : "caution")] : []),
      h("span", null, reason ? `${text}: ${reason}` : text),
    );
    // The button stays in place while a retry runs, so that it keeps the focus.
    if (bad && !article.querySelector(".retry"))
      article.querySelector(".meta").append(h("button", { type: "button", class: "retry", onclick: retry }, this.#t("state.retry")));
    if (bad && changed) this.#on.announce(reason ? `${text}: ${reason}` : text);
    if (this.#atEnd) this.#toEnd();
  }

  /** The server has it; with its event it takes its place among the finished messages. Says whether it was here. */
  settle(clientId, event) {
    const { article } = this.#items.get(clientId) || {};
    if (!article) return false;
    const focused = article.contains(article.getRootNode().activeElement);
    delete article.dataset.state;
    article.querySelector(".state").replaceChildren();
    article.querySelector(".retry")?.remove();
    if (event) {
      this.#items.delete(clientId);
      article.classList.remove("fresh");
      this.#finished.append(article);
    }
    if (focused) this.scroller.focus();
    return true;
  }

  drop(clientId) {
    this.#items.get(clientId)?.article.remove();
    this.#items.delete(clientId);
  }

  /** @param state null, "typing", or a status code with a sentence of its own */
  progress(state) {
    clearTimeout(this.#slow);
    if (this.#progress.dataset.state === String(state)) return;
    this.#progress.dataset.state = String(state);
    this.#scrolled();
    const sentence = state && state !== "typing" && this.#t(`status.${state}`);
    if (sentence) {
      this.#progress.replaceChildren(h("p", { class: "waiting", "data-testid": "waiting" }, icon("clock"), h("span", null, sentence)));
    } else if (state) {
      const label = h("span", null, this.#t("progress.typing"));
      const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
      this.#progress.replaceChildren(h("p", { class: "typing", "data-testid": "typing" }, dots, label));
      this.#slow = setTimeout(() => (label.textContent = this.#t("progress.slow")), SLOW_MS);
    } else this.#progress.replaceChildren();
    if (this.#atEnd && state) this.#toEnd();
  }

  clear() {
    this.#items.clear();
    this.#finished.replaceChildren();
    this.#pending.replaceChildren();
    this.#unread = null;
    this.newest.hidden = true;
    this.#refresh();
    this.scroller.scrollTop = 0;
  }

  #user(text, at) {
    const body = h("p", { class: "bubble" }, text);
    const expand = text.length > LONG_TEXT ? this.#expander(body) : null;
    return h(
      "article",
      { class: "message user fresh", "data-testid": "message-user" },
      h("h2", { class: "sr" }, this.#t("log.user")),
      body,
      h("p", { class: "meta", "aria-live": "off" }, expand, h("span", { class: "state" }), clock(at)),
    );
  }

  #answer({ type, reply, text, at, message_id }) {
    const staff = type === "staff";
    const name = this.#t(staff ? "log.staff" : "log.bot");
    const { announce, rate, rating } = this.#on;
    const on = { choose: (choice, press) => this.#choose(choice, press), announce, roomy: this.scroller.clientWidth > ROOMY_PX };
    const rated = RATED.has(reply?.outcome) && ratingButtons(rating(message_id), this.#t, { rate: (value) => rate(message_id, value), announce });
    const body = reply ? renderReply(reply, this.#t, on) : [h("div", { class: "text" }, prose(text || "", this.#t))];
    return h(
      "article",
      { class: `message ${staff ? "staff" : "bot"} fresh`, "data-testid": staff ? "message-staff" : "message-bot", lang: "vi", "data-outcome": reply?.outcome },
      h("h2", { class: staff ? "who" : "sr", lang: this.#t("lang") }, name),
      body,
      h("div", { class: "meta", lang: this.#t("lang"), "aria-live": "off" }, clock(at), reply ? aloudButton(reply, this.#t) : null, rated || null),
    );
  }

  #expander(body) {
    body.classList.add("folded");
    const button = h("button", { type: "button", class: "expand", "aria-expanded": "false" }, this.#t("log.expand"));
    button.addEventListener("click", () => {
      const folded = body.classList.toggle("folded");
      button.setAttribute("aria-expanded", String(!folded));
      button.textContent = this.#t(folded ? "log.expand" : "log.collapse");
    });
    return button;
  }

  /** Once, however nervously it is pressed; a choice of the next answer is another one, however soon that came. */
  #choose({ label, payload }, { detail }) {
    const [before, at] = this.#pressed;
    const now = Date.now();
    this.#pressed = [payload, now];
    if (detail < 2 && (payload !== before || now - at > DOUBLE_PRESS_MS)) this.#on.send({ payload, label });
  }

  #add(list, article, answer) {
    this.#scrolled(); // the browser tells of scrolling only with its next frame
    const follow = this.#atEnd;
    if (answer) this.#on.unread();
    const isLive = this.#finished.getAttribute("aria-live") !== "off";
    // Only the newest answer's choices stand out; the earlier ones still work.
    for (const choices of this.#finished.querySelectorAll(".choices:not(.past)")) choices.classList.add("past");
    list.append(article);
    this.#refresh();
    if (!isLive || (follow && !answer)) this.#toEnd();
    else if (follow) this.#reveal(article);
    else if (answer) {
      this.#unread = this.#unread || article;
      this.newest.hidden = false;
    }
  }

  #refresh() {
    this.#welcome.hidden = this.#finished.hasChildNodes() || this.#pending.hasChildNodes();
  }

  /** Scroll so far that a long answer is read from its top, with a short question above it still in sight. */
  #reveal(article) {
    const asked = article.previousElementSibling;
    const first = asked && asked.offsetHeight < this.scroller.clientHeight / 4 ? asked : article;
    this.scroller.scrollTop = first.offsetTop - 12;
    this.#scrolled();
  }

  #toEnd() {
    if (this.#welcome.hidden) this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#scrolled();
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.#unread && this.#unread.offsetTop < scrollTop + clientHeight - NEAR_END_PX) {
      this.#unread = null;
      this.newest.hidden = true;
    }
  }

  #readNewest() {
    const article = this.#unread;
    if (article) this.#reveal(article);
    this.scroller.focus({ preventScroll: true });
  }
}
