"""The card and the page of every rule in a real browser: phone, desk, dark, without script, printed."""

from __future__ import annotations

import functools
import http.server
import io
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import yaml
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from channels.sheets import day
from knowledge.policies.book import load_book
from knowledge.policies.overview import page as overview
from tests.channels.test_sheets import usual

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
MESSAGES = ROOT / "data" / "messages"
SIZES: dict[str, ViewportSize] = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}
FAINT = """() => {
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const colour = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = colour(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("body *")]
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
    .filter((e) => {
      const [a, b] = [light(colour(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
      return (a + 0.05) / (b + 0.05) < 4.5;
    })
    .map((e) => e.textContent.trim().slice(0, 40));
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Both pages and their files, as `channels` serves them."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "static").symlink_to(ROOT / "channels" / "static")
    words = {name: yaml.safe_load((MESSAGES / f"{name}.yaml").read_text("utf-8")) for name in ("card", "policies_page")}
    book = load_book(ROOT / "data" / "policies")
    (folder / "policies.html").write_text(overview(book, date(2026, 11, 22), {}, words["policies_page"]), "utf-8")
    template = Environment(loader=FileSystemLoader(ROOT / "channels" / "templates"), autoescape=True)
    card = template.get_template("card.html").render(
        messages=words["card"], sheet=usual(), sheet_id="x", address="https://example.vn/cards/x", is_old=True, day=day
    )
    (folder / "card.html").write_text(card.replace('src="/cards/x.svg"', 'src="/static/icon.svg"'), "utf-8")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["card", "policies"])
def test_it_fits_the_screen_and_can_be_read(browser: Browser, site: str, name: str, size: str, dark: bool) -> None:
    with browser.new_context(viewport=SIZES[size], color_scheme="dark" if dark else "light") as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{site}/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(FAINT) == []
        assert faults == []


def test_the_card_prints_on_one_page(browser: Browser, site: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{site}/card.html")
        printed = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(printed) == 1
        assert "https://example.vn/cards/x" in printed[0].get_textpage().get_text_range()


def test_rules_are_found_by_words_without_diacritics(browser: Browser, site: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{site}/policies.html")
        everything = page.locator("article:visible").count()
        page.get_by_role("searchbox").fill("noi tru 53/2015")
        assert 0 < page.locator("article:visible").count() < everything
        assert page.locator("#nt-100").is_visible()
        assert str(page.locator("article:visible").count()) in page.locator("#found").inner_text()
        page.get_by_role("searchbox").fill("nội trú zzz")
        assert page.locator("article:visible").count() == 0
        page.get_by_role("searchbox").fill("")
        assert page.locator("article:visible").count() == everything


def test_without_script_every_rule_is_there_and_no_field_that_does_nothing(browser: Browser, site: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/policies.html")
        assert page.locator("article").count() == page.locator("article:visible").count() > 70
        assert not page.get_by_role("searchbox").is_visible()
        assert page.locator("#index a").count() == page.locator("main section").count()
