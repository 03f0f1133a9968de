"""Which sites may hold the chat: what the process answers to a browser on one of them, and on another."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.errors import SettingsInvalid
from channels.origins import Origins
from tests.channels.conftest import Server, running

SCHOOL = "https://thpt.example.edu.vn"
LISTED = f"{SCHOOL}, https://*.langson.example.vn"


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("embedded")
    with running(store, widget_origins=LISTED, public_url="https://bot.example.vn") as server:
        yield server


@pytest.mark.parametrize("origin", [SCHOOL, "https://a.langson.example.vn", "https://a.b.langson.example.vn"])
def test_a_listed_site_may_call_and_read(embedded: Server, origin: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    wanted = {**asked, "Access-Control-Request-Headers": "authorization,content-type,last-event-id"}
    before = embedded.http.options("/api/v1/conversations", headers=wanted)
    assert (before.status_code, before.headers["Access-Control-Allow-Origin"]) == (200, origin)
    made = embedded.http.post("/api/v1/conversations", json={}, headers={"Origin": origin})
    assert (made.status_code, made.headers["Access-Control-Allow-Origin"]) == (201, origin)
    assert "Origin" in made.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in made.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://langson.example.vn",
        "http://thpt.example.edu.vn",
        f"{SCHOOL}.evil.example",
        "https://evillangson.example.vn",
        "null",
    ],
)
def test_another_site_is_refused(embedded: Server, origin: str) -> None:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    assert embedded.http.options("/api/v1/conversations", headers=headers).status_code == 400
    made = embedded.http.post("/api/v1/conversations", json={}, headers={"Origin": origin})
    assert (made.status_code, made.json()["error"]["code"]) == (403, "origin_refused")
    assert "Access-Control-Allow-Origin" not in made.headers


def test_the_own_page_may_call_behind_any_proxy(embedded: Server) -> None:
    for headers in (
        {},
        {"Origin": embedded.url},
        {"Origin": "https://bot.example.vn"},
        {"Origin": "https://renamed.example", "Sec-Fetch-Site": "same-origin"},
    ):
        assert embedded.http.post("/api/v1/conversations", json={}, headers=headers).status_code == 201


def test_a_crossed_call_of_every_route_of_the_api_is_refused(embedded: Server) -> None:
    talk = embedded.talk()
    headers = {**talk.headers, "Origin": "https://evil.example"}
    for method, path in (
        ("GET", f"{talk.path}/events?after=0"),
        ("POST", f"{talk.path}/messages"),
        ("POST", f"{talk.path}/feedback"),
        ("POST", f"{talk.path}/pairing"),
        ("POST", "/api/v1/pairings"),
        ("DELETE", talk.path),
    ):
        assert embedded.http.request(method, path, headers=headers).status_code == 403, path
    assert talk.ask("xin chào")["outcome"] == "answered"


def test_any_site_may_load_the_script_packed_and_kept(embedded: Server) -> None:
    answer = embedded.http.get("/widget/v1.js", headers={"Accept-Encoding": "identity"})
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    with embedded.http.stream("GET", "/widget/v1.js", headers={"Accept-Encoding": "gzip"}) as packed:
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(b"".join(packed.iter_raw())) == answer.content
    again = embedded.http.get("/widget/v1.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert embedded.http.get("/widget/en.json").json()["lang"] == "en"
    assert embedded.http.get("/widget/xx.json").status_code == 404


def test_the_page_loads_the_script_under_a_lasting_address(embedded: Server) -> None:
    page = embedded.http.get("/").text
    address = page.split('<script src="')[1].split('"')[0]
    assert "immutable" in embedded.http.get(address).headers["Cache-Control"]
    assert "immutable" not in embedded.http.get("/widget/v1.js?v=old").headers["Cache-Control"]


@pytest.mark.parametrize(
    "listed", ["*", "example.vn", "https://example.vn/path", "https://*", "ftp://a.vn", "https://*.*"]
)
def test_what_is_no_site_stops_the_start(listed: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="WIDGET_ORIGINS"):
        Origins.of(listed, "")


@given(st.text(max_size=40))
def test_nothing_listed_means_no_other_site(origin: str) -> None:
    allowed = Origins.of("", "").allows(origin, host="bot.example.vn", fetch_site="cross-site")
    assert not allowed or origin.lower().endswith("//bot.example.vn") or origin == ""
