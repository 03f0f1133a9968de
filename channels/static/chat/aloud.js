// An answer read aloud, where the machine has a Vietnamese voice: another language's voice would only make noise of it.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const synth = window.speechSynthesis;
const vietnamese = () => synth?.getVoices().find(({ lang }) => /^vi\b/i.test(lang));
let reading = null; // the button of the answer that is being read

/** Mark the body while there is a voice; the style hides the buttons where there is none. */
export function watchVoices(body, signal) {
  const look = () => body.classList.toggle("speaks", Boolean(vietnamese()));
  look();
  synth?.addEventListener?.("voiceschanged", look, { signal });
  signal.addEventListener("abort", hush);
}

export function aloudButton(reply, t) {
  const read = () => {
    const again = reading === button;
    hush();
    if (again) return;
    shown(button, true);
    reading = button;
    // Paragraph by paragraph: some browsers stop in the middle of a long text.
    const parts = [reply.text, ...(reply.notices || []).map(({ text }) => text)].join("\n").split(/\n+/).filter((part) => part.trim());
    parts.forEach((part, at) => {
      const said = new SpeechSynthesisUtterance(part.replace(/^\s*[-•]\s+/, ""));
      Object.assign(said, { lang: "vi-VN", voice: vietnamese() });
      if (at === parts.length - 1) said.onend = () => reading === button && hush();
      said.onerror = said.onend;
      synth.speak(said);
    });
  };
  const button = h("button", { type: "button", class: "small aloud", "aria-pressed": "false", "aria-label": t("aloud.read"), title: t("aloud.read"), "data-testid": "aloud", onclick: read }, icon("sound"));
  return button;
}

function hush() {
  if (reading) shown(reading, false);
  reading = null;
  synth?.cancel();
}

function shown(button, on) {
  button.setAttribute("aria-pressed", String(on));
}
