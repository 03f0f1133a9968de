"""OAuth of the fake Official Account: recorded answers, tokens that run out, refresh tokens that work once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.fakes.conftest import case
from tests.fakes.serving import serving
from tests.fakes.zalo_oa import FakeZaloOA
from tests.fakes.zalo_oa_tokens import challenge

APP = {"app_id": "3608465248940903967"}
VERIFIER = "A" * 43


@pytest.fixture
def oa() -> Iterator[FakeZaloOA]:
    """An account whose tokens have the recorded names, without a judgement at the end."""
    with serving(FakeZaloOA(new_token=lambda kind, number: f"{kind}_{number}")) as vendor:
        yield vendor


def ask(oa: FakeZaloOA, http: httpx.Client, app_key: str = "APP_SECRET", **form: str) -> dict[str, Any]:
    response = http.post(f"{oa.url}/v4/oa/access_token", data={**APP, **form}, headers={"secret_key": app_key})
    assert response.status_code == 200
    return response.json()


def refresh(oa: FakeZaloOA, http: httpx.Client, token: str) -> dict[str, Any]:
    return ask(oa, http, grant_type="refresh_token", refresh_token=token)


def getoa(oa: FakeZaloOA, http: httpx.Client, token: str) -> int:
    return http.get(f"{oa.url}/v2.0/oa/getoa", headers={"access_token": token}).json()["error"]


def codes(oa: FakeZaloOA) -> list[str]:
    return [each.code for each in oa.ledger.violations()]


def test_code_then_refresh_then_spent_answer_as_recorded(oa: FakeZaloOA, http_client: httpx.Client) -> None:
    code = oa.tokens.code(challenge(VERIFIER))
    first = ask(oa, http_client, grant_type="authorization_code", code=code, code_verifier=VERIFIER)
    assert first == case("zalo_oa_api__oauth_code_ok")["response"]["body"]
    assert refresh(oa, http_client, "RT_1") == case("zalo_oa_api__oauth_refresh_ok")["response"]["body"]
    assert refresh(oa, http_client, "RT_1") == case("zalo_oa_api__oauth_refresh_rejected")["response"]["body"]
    assert codes(oa) == ["refresh_token_used_twice"]


def test_a_code_works_once_for_ten_minutes_and_for_its_verifier(oa: FakeZaloOA, http_client: httpx.Client) -> None:
    def exchange(code: str, verifier: str = VERIFIER) -> dict[str, Any]:
        return ask(oa, http_client, grant_type="authorization_code", code=code, code_verifier=verifier)

    assert "access_token" not in exchange(oa.tokens.code(challenge(VERIFIER)), "B" * 43)
    late = oa.tokens.code(challenge(VERIFIER))
    oa.clock.advance(601)
    assert "access_token" not in exchange(late)
    code = oa.tokens.code(challenge(VERIFIER))
    assert "access_token" in exchange(code)
    assert "access_token" not in exchange(code)
    assert "access_token" not in ask(oa, http_client, "another", grant_type="authorization_code", code="x")


def test_the_consent_page_sends_back_a_code(oa: FakeZaloOA, http_client: httpx.Client) -> None:
    url = f"{oa.url}/v4/oa/permission"
    asked = {**APP, "redirect_uri": "http://127.0.0.1:1/back", "code_challenge": challenge(VERIFIER), "state": "s1"}
    assert http_client.get(url, params=asked).json()["error"] == -14003
    oa.redirect_uris.add(asked["redirect_uri"])
    back = parse_qs(urlsplit(http_client.get(url, params=asked).headers["location"]).query)
    assert (back["state"], back["oa_id"]) == (["s1"], [oa.account.oa_id])
    answer = ask(oa, http_client, grant_type="authorization_code", code=back["code"][0], code_verifier=VERIFIER)
    assert "access_token" in answer


def test_access_tokens_die_after_25_hours_and_when_the_next_is_made(oa: FakeZaloOA, http_client: httpx.Client) -> None:
    oa.tokens.mint()
    assert getoa(oa, http_client, "AT_1") == 0
    assert getoa(oa, http_client, "never made") == -216
    oa.clock.advance(25 * 3600)
    assert getoa(oa, http_client, "AT_1") == -220
    refresh(oa, http_client, "RT_1")
    assert getoa(oa, http_client, "AT_2") == 0
    refresh(oa, http_client, "RT_2")
    assert getoa(oa, http_client, "AT_2") == -220
    oa.tokens.expire()
    assert getoa(oa, http_client, "AT_3") == -220
    assert codes(oa) == []


def test_a_refresh_token_runs_out_after_three_months(oa: FakeZaloOA, http_client: httpx.Client) -> None:
    oa.tokens.mint()
    oa.clock.advance(91 * 86_400)
    assert refresh(oa, http_client, "RT_1")["error"] == -14014
    assert codes(oa) == []


@pytest.mark.parametrize("kind", ["stored_cut", "stored_hang"])
def test_one_more_try_after_an_answer_that_never_came(oa: FakeZaloOA, http_client: httpx.Client, kind: Any) -> None:
    oa.tokens.mint()
    oa.faults.add("access_token", kind, seconds=5)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadTimeout)):
        http_client.post(
            f"{oa.url}/v4/oa/access_token",
            data={**APP, "grant_type": "refresh_token", "refresh_token": "RT_1"},
            headers={"secret_key": "APP_SECRET"},
            timeout=0.3,
        )
    assert refresh(oa, http_client, "RT_1")["error"] == -14014
    assert codes(oa) == []
    refresh(oa, http_client, "RT_1")
    assert codes(oa) == ["refresh_token_used_twice"]


def test_a_server_error_spends_nothing(oa: FakeZaloOA, http_client: httpx.Client) -> None:
    oa.tokens.mint()
    oa.faults.add("access_token", "html")
    url, form = f"{oa.url}/v4/oa/access_token", {**APP, "grant_type": "refresh_token", "refresh_token": "RT_1"}
    broken = http_client.post(url, data=form, headers={"secret_key": "APP_SECRET"})
    assert (broken.status_code, broken.text[:6]) == (502, "<html>")
    assert "access_token" in refresh(oa, http_client, "RT_1")
    assert codes(oa) == []
