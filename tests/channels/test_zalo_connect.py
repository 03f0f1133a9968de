"""An officer connects the Official Account on a page, also after its refresh token was spent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from channels.zalo_connect import CONNECT_PATH, CONNECTED_PATH
from tests.channels.conftest import running
from tests.channels.zalo_bench import USER, Bench, benched, wait_until
from tests.fakes.zalo_oa import TEST_ACCOUNT, FakeZaloOA

KEY = "một cụm mật khẩu đủ dài"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    oa = FakeZaloOA()
    oa.redirect_uris.add("http://127.0.0.1:*" + CONNECTED_PATH)
    with benched(tmp_path, oa, seed="spent-long-ago", zalo_oa_connect_key=KEY, zalo_oa_id=TEST_ACCOUNT.oa_id) as bench:
        yield bench


@pytest.fixture
def browser(bench: Bench) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=bench.server.url, trust_env=False) as browser:
        yield browser


def said(response: httpx.Response) -> str:
    return unescape(response.text)


def consent(browser: httpx.Client) -> str:
    """The link to Zalo, after the passphrase."""
    response = browser.post(CONNECT_PATH, data={"key": KEY})
    assert response.status_code == 200
    [link] = re.findall(r'href="(http[^"]+/v4/oa/permission[^"]+)"', said(response))
    return link


def agree(browser: httpx.Client, link: str) -> str:
    """Where Zalo leads the officer who agrees."""
    response = browser.get(link)
    assert response.is_redirect
    return response.headers["location"]


def test_what_waits_is_answered_once_the_account_is_connected(bench: Bench, browser: httpx.Client) -> None:
    bench.oa.says(USER, "có ai không")
    wait_until(lambda: bench.states() == ["queued"])
    wait_until(lambda: "channels_zalo_oa_needs_a_person 1" in browser.get("/metrics").text)
    page = browser.get(CONNECT_PATH)
    assert page.status_code == 200
    assert "refused" not in page.text, "the state of the account is told to whoever knows the passphrase"
    assert page.headers["cache-control"] == "no-store"
    assert "lý do: refused_-14014" in said(browser.post(CONNECT_PATH, data={"key": KEY}))
    done = browser.get(agree(browser, consent(browser)))
    assert done.status_code == 200
    assert "Đã nối" in said(done)
    assert "được tự đổi trước lúc đó" in said(done)
    bench.oa.says("77", "người khác hỏi")
    assert bench.oa.wait_for("77")[0].text.startswith("Đáp: người khác hỏi")
    wait_until(lambda: "channels_zalo_oa_needs_a_person 0" in browser.get("/metrics").text)


def test_a_wrong_passphrase_leads_nowhere(bench: Bench, browser: httpx.Client) -> None:
    statuses = [browser.post(CONNECT_PATH, data={"key": f"sai {n}"}).status_code for n in range(10)]
    assert set(statuses) <= {403}
    late = browser.post(CONNECT_PATH, data={"key": KEY})
    assert late.status_code == 429
    assert "permission" not in late.text


def test_the_way_back_works_once_and_in_the_same_browser(bench: Bench, browser: httpx.Client) -> None:
    link = consent(browser)
    back = agree(browser, link)
    with httpx.Client(base_url=bench.server.url, trust_env=False) as another:
        assert another.get(back).status_code == 400
    assert browser.get(back).status_code == 200
    again = browser.get(back)
    assert again.status_code == 400
    assert "đã dùng rồi" in said(again)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"code": "wrong"}, "Zalo không nhận mã đồng ý"),
        ({"code": ""}, "Zalo chưa cho phép"),
        ({"oa_id": "1"}, "khác với OA"),
        ({"state": "x"}, "đã dùng rồi"),
    ],
)
def test_what_comes_back_wrong_changes_nothing(
    bench: Bench, browser: httpx.Client, changed: dict[str, str], told: str
) -> None:
    before = bench.oa.tokens.current
    asked = parse_qs(urlsplit(agree(browser, consent(browser))).query)
    query = {name: values[0] for name, values in asked.items()} | changed
    response = browser.get(CONNECTED_PATH, params=query)
    assert response.status_code in (400, 502)
    assert told in said(response)
    assert bench.oa.tokens.current == before


@pytest.mark.parametrize("key", ["", "too short"])
def test_there_is_no_page_without_a_passphrase(tmp_path: Path, key: str) -> None:
    settings = {"zalo_oa_app_id": "1", "zalo_oa_app_secret": "s", "public_url": "http://127.0.0.1:1"}
    with running(tmp_path, zalo_oa_connect_key=key, **settings) as server:
        assert server.http.get(CONNECT_PATH).status_code == 404
        assert server.http.get(CONNECTED_PATH).status_code == 404
