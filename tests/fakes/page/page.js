"use strict";

const $ = (id) => document.getElementById(id);
const user = () => $("user").value.trim();
let shown = "";

function element(name, text, properties) {
  const made = Object.assign(document.createElement(name), properties);
  if (text) made.textContent = text;
  return made;
}

async function call(method, path, body) {
  const response = await fetch(`/_control/${path}`, { method, body: body && JSON.stringify(body) });
  const answer = response.status === 204 ? {} : await response.json();
  $("problem").textContent = answer.error || "";
  return answer;
}

function act(body) {
  const path = `talks/${encodeURIComponent(user())}`;
  return call("POST", path, body).then(refresh).catch(lost);
}

// Offsets count UTF-16 units, as strings do here.
function formatted(text, entities) {
  const tags = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "q" };
  const cuts = new Set([0, text.length]);
  for (const each of entities) cuts.add(each.offset).add(each.offset + each.length);
  const edges = [...cuts].sort((a, b) => a - b);
  return edges.slice(0, -1).map((start, index) => {
    let node = document.createTextNode(text.slice(start, edges[index + 1]));
    for (const each of entities.filter((one) => one.offset <= start && start < one.offset + one.length)) {
      const link = each.type === "text_link" ? { href: each.url, target: "_blank", rel: "noopener" } : {};
      const wrapped = element(each.type === "text_link" ? "a" : tags[each.type] || "span", "", link);
      wrapped.append(node);
      node = wrapped;
    }
    return node;
  });
}

function pressed(said, row, column) {
  const button = said.buttons[row][column];
  if (button.kind === "say") {
    const made = element("button", button.title, { type: "button", title: button.value });
    made.onclick = () => act({ kind: "tap", message_id: said.id, row, column });
    return made;
  }
  const scheme = { phone: "tel:", sms: "sms:" }[button.kind] || "";
  return element("a", button.title, { href: scheme + button.value, target: "_blank", rel: "noopener" });
}

function bubble(said) {
  const item = element("li", "", { className: said.by });
  const local = (id) => (/^https?:/.test(id) ? id : `/_control/files/${encodeURIComponent(id)}`);
  if (said.picture) item.append(element("img", "", { src: local(said.picture), alt: said.picture }));
  item.append(...formatted(said.text, said.entities));
  if (said.file) item.append(element("a", said.file, { href: local(said.file), download: "" }));
  said.buttons.forEach((row, index) => {
    const line = element("div", "", { className: "row" });
    line.append(...row.map((_, column) => pressed(said, index, column)));
    item.append(line);
  });
  return item;
}

async function refresh() {
  if (user()) {
    const { said } = await call("GET", `talks/${encodeURIComponent(user())}`);
    const now = JSON.stringify([user(), said]);
    if (now !== shown) {
      $("log").replaceChildren(...said.map(bubble));
      $("log").scrollTop = $("log").scrollHeight;
      shown = now;
    }
  }
  const { violations, deliveries } = await call("GET", "ledger");
  $("violations").replaceChildren(...violations.map((each) => element("li", `${each.code}: ${each.detail}`)));
  const recent = deliveries.slice(-8).reverse();
  $("deliveries").replaceChildren(
    ...recent.map((each) => element("li", `${each.event} · lần ${each.retry + 1} · ${each.status ?? "không trả lời"} · ${each.seconds} s`)),
  );
  const faults = await call("GET", "faults");
  $("faults").replaceChildren(...faults.map((each) => element("li", `${each.where}: ${each.kind} ${each.code || ""} × ${each.times}`)));
}

$("compose").onsubmit = (event) => {
  event.preventDefault();
  const text = $("text").value;
  if (text) act({ kind: "text", text });
  $("text").value = "";
};
$("staff-form").onsubmit = (event) => {
  event.preventDefault();
  act({ kind: "staff", text: $("staff-text").value });
  $("staff-text").value = "";
};
$("fault").onsubmit = (event) => {
  event.preventDefault();
  const given = Object.fromEntries(new FormData(event.target));
  const fault = { ...given, code: Number(given.code), seconds: Number(given.seconds) };
  call("POST", "faults", fault).then(refresh).catch(lost);
};
for (const button of document.querySelectorAll("[data-advance]")) {
  button.onclick = () => call("POST", "clock", { advance: Number(button.dataset.advance) }).catch(lost);
}
$("hold").onclick = () => call("POST", "webhook", { hold: true }).catch(lost);
$("release").onclick = () => call("POST", "webhook", { release: { shuffle: true, copies: [1, 5] } }).catch(lost);
$("user").onchange = () => refresh().catch(lost);

async function start() {
  const { name, kinds, staff } = await call("GET", "about");
  $("title").textContent = document.title = { "zalo-oa": "Zalo OA giả lập", "zalo-bot": "Zalo Bot giả lập", telegram: "Telegram giả lập" }[name];
  $("user").value = name === "zalo-bot" ? "6ede9afa66b88fe6d6a9" : name === "zalo-oa" ? "246845883529197922" : "42";
  $("staff").hidden = !staff;
  const needsMore = ["react", "anonymous", "group", "edit"];
  $("kinds").replaceChildren(
    ...kinds.filter((kind) => !needsMore.includes(kind)).map((kind) => {
      const button = element("button", kind, { type: "button" });
      button.onclick = () => act({ kind });
      return button;
    }),
  );
  await refresh();
  setInterval(() => refresh().catch(lost), 1000);
}

function lost() {
  $("problem").textContent = "Không tới được máy chủ giả lập; đang thử lại.";
}

start().catch(lost);
