"""A page around gives the chat its accent: black or white on it, and a shade of it for words, can be read."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.web.conftest import Server
from tests.web.test_access import an_answer, faults

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["#ffd400", "gold", "#fff", "rgb(10 20 30)", "#c8102e", "hsl(210 90% 60%)", "#777"])
def test_an_accent_alone_stays_readable(browser: Browser, server: Server, scheme: Any, accent: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    # As the style of a page that comes after the script.
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => document.querySelector('career-chat')"
        f".style.setProperty('--chat-accent', {accent!r}), true)"
    )
    page.goto(server.url)
    an_answer(page)
    page.get_by_test_id("composer").fill("nghề hàn")
    assert page.locator(".send").evaluate("each => getComputedStyle(each).backgroundColor") == page.evaluate(
        "color => Object.assign(document.body.appendChild(document.createElement('i')), {style: `color: ${color}`})"
        " && getComputedStyle(document.body.lastChild).color",
        accent,
    )
    assert faults(page) == []
    ratio = page.evaluate(CONTRASTS)
    assert {name: value for name, value in ratio.items() if value < 4.5} == {}
    context.close()


CONTRASTS = """() => {
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map(Number)
      .map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const root = document.querySelector('career-chat').shadowRoot;
  const style = (name) => getComputedStyle(root.querySelector(name));
  const paper = style('.root').backgroundColor;
  return {
    send: ratio(style('.send').color, style('.send').backgroundColor),
    mark: ratio(style('.mark').color, style('.mark').backgroundColor),
    choice: ratio(style('.choice').color, style('.choice').backgroundColor),
    sources: ratio(style('.citations summary').color, style('.bot').backgroundColor),
    bullet: ratio(getComputedStyle(root.querySelector('.citation'), '::before').color,
      getComputedStyle(root.querySelector('.citation'), '::before').backgroundColor),
    mic: root.querySelector('.mic') ? ratio(style('.mic').color, paper) : 21,
  };
}"""
