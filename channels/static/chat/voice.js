// Speaking instead of writing, where the browser can hear: what it understood goes into the field, to be read over and sent
// by the reader. Browsers may send the sound to their maker, which is said while they listen.

import { h } from "./dom.js";
import { icon } from "./icons.js";

/** The button; null where the browser cannot hear. @param begin() → (text) => what to do with what is heard, @param say(sentence) */
export function voiceButton(t, begin, say) {
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  if (!Recognition) return null;
  let hearing = null;
  const button = h("button", { type: "button", class: "mic", "aria-pressed": "false", "aria-label": t("voice.start"), "data-testid": "mic", onclick: () => (hearing ? hearing.stop() : listen()) }, icon("mic"));

  function listen() {
    const ear = new Recognition();
    Object.assign(ear, { lang: "vi-VN", interimResults: true, maxAlternatives: 1 });
    const put = begin();
    let trouble = "";
    ear.onresult = ({ results }) => put([...results].map(([best]) => best.transcript).join(""));
    ear.onerror = ({ error }) => (trouble = error === "aborted" ? "" : t(`voice.problems.${error}`) || t("voice.problems.other"));
    ear.onend = () => {
      hearing = null;
      shown(false);
      say(trouble);
    };
    try {
      ear.start();
    } catch {
      return say(t("voice.problems.other"));
    }
    hearing = ear;
    shown(true);
    say(t("voice.listening"));
  }

  function shown(on) {
    button.setAttribute("aria-pressed", String(on));
    button.setAttribute("aria-label", t(on ? "voice.stop" : "voice.start"));
  }

  return button;
}
