// The search field of the policy officer's page. Without this script the page shows everything and no field.
const field = document.getElementById("words");
const said = document.getElementById("found");
const plain = (text) =>
  text.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "").replaceAll("\u0111", "d").replace(/\s+/g, " ");
const sections = [...document.querySelectorAll("main section")].map((section) => ({
  section,
  link: document.querySelector(`nav a[href="#${section.id}"]`),
  rules: [...section.querySelectorAll("article")].map((article) => ({ article, text: plain(article.textContent) })),
}));

function show() {
  const words = plain(field.value).split(" ").filter(Boolean);
  let count = 0;
  for (const { section, link, rules } of sections) {
    let here = 0;
    for (const { article, text } of rules) {
      article.hidden = !words.every((word) => text.includes(word));
      here += article.hidden ? 0 : 1;
    }
    section.hidden = here === 0;
    link.parentElement.hidden = here === 0;
    count += here;
  }
  said.textContent = words.length ? said.dataset[count ? "some" : "none"].replace("{n}", count) : "";
}

field.form.hidden = false;
field.form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", show);
show();
