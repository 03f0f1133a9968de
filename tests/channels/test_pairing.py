"""A conversation that goes on in another channel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from channels import schema
from tests.channels.conftest import Talk
from tests.channels.zalo_bench import Bench, benched
from tests.fakes.zalo_oa import FakeZaloOA


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with benched(tmp_path_factory.mktemp("store"), FakeZaloOA()) as bench:
        yield bench


def test_from_the_page_to_zalo(bench: Bench) -> None:
    talk = bench.server.talk()
    talk.ask("em ở Lạng Sơn")
    made = talk.http.post(f"{talk.path}/pairing", headers=talk.headers)
    assert made.status_code == 201
    assert made.json()["places"] == [{"name": "Zalo", "url": bench.server.parts.vendors.channels[0].link()}]
    assert made.json()["places"][0]["url"].startswith("https://zalo.me/")
    bench.oa.says("801", f"Mã {made.json()['code'].upper()}")
    assert "nối" in bench.oa.wait_for("801")[0].text
    bench.oa.says("801", "hỏi tiếp")
    bench.oa.wait_for("801", 2)
    assert bench.known("801").conversation_id == talk.id
    # The page shows both; what is asked there is not sent to Zalo.
    assert talk.wait_for(3)[2]["reply"]["text"].startswith("Đáp: hỏi tiếp")
    talk.ask("chỉ ở trang")
    bench.oa.says("801", "lại ở Zalo")
    assert [said.text.splitlines()[0] for said in bench.oa.wait_for("801", 3)][1:] == [
        "Đáp: hỏi tiếp",
        "Đáp: lại ở Zalo",
    ]


def test_a_code_works_once_and_a_wrong_one_never(bench: Bench) -> None:
    talk = bench.server.talk()
    code = talk.http.post(f"{talk.path}/pairing", headers=talk.headers).json()["code"]
    for count, (user, expected) in enumerate((("802", "Đã nối"), ("803", "không đúng"))):
        bench.oa.says(user, f"ma {code}")
        assert expected in bench.oa.wait_for(user)[0].text, count
    assert bench.server.http.post("/api/v1/pairings", json={"code": "zzzzzzzz"}).status_code == 404
    assert bench.server.http.post("/api/v1/pairings", json={"code": "…"}).status_code == 404


def test_a_code_alone_is_enough_and_a_word_like_one_is_a_question(bench: Bench) -> None:
    talk = bench.server.talk()
    code = talk.http.post(f"{talk.path}/pairing", headers=talk.headers).json()["code"]
    bench.oa.says("805", f" {code.upper()} ")
    assert "Đã nối" in bench.oa.wait_for("805")[0].text
    assert bench.known("805").conversation_id == talk.id
    bench.oa.says("806", "kythuatq")
    assert bench.oa.wait_for("806")[0].text.startswith("Đáp: kythuatq")


def test_who_guesses_shuts_the_door_for_nobody_else(bench: Bench) -> None:
    refused = bench.server.parts.vendors.inbound.sentences.text("replies.pairing_refused.text")
    bench.oa.ledger.repeatable.add(refused)
    for number in range(12):
        bench.oa.says("807", f"mã zzzzzzz{'23456789abcd'[number]}")
    assert all("không đúng" in said.text for said in bench.oa.wait_for("807", 12))
    for _ in range(70):
        assert bench.server.http.post("/api/v1/pairings", json={"code": "zzzzzzzz"}).status_code == 404
    talk = bench.server.talk()
    code = talk.http.post(f"{talk.path}/pairing", headers=talk.headers).json()["code"]
    bench.oa.says("808", f"mã {code}")
    assert "Đã nối" in bench.oa.wait_for("808")[0].text


def test_from_zalo_to_the_page(bench: Bench) -> None:
    bench.oa.says("804", "chào")
    bench.oa.wait_for("804")
    code = bench.server.run(bench.server.parts.vendors.pairing.make(bench.known("804").conversation_id))
    made = bench.server.http.post("/api/v1/pairings", json={"code": code})
    assert made.status_code == 201
    talk = Talk(bench.server.http, made.json()["conversation_id"], made.json()["token"])
    assert [event["type"] for event in talk.events()] == ["user", "reply"]


def test_a_code_is_only_given_to_who_holds_the_conversation(bench: Bench) -> None:
    talk = bench.server.talk()
    assert talk.http.post(f"{talk.path}/pairing").status_code == 401
    assert talk.http.post(f"{talk.path}/pairing", headers={"Authorization": "Bearer x"}).status_code == 404


def test_the_code_of_an_event_is_taken_with_the_conversation_that_comes_by_it(bench: Bench) -> None:
    talk = bench.server.talk()
    post = bench.server.http.post
    assert post("/api/v1/pairings", json={"code": "SK TQT-9a"}).json() == {"event": "tqt-9a"}
    body = {"code": "SK tqt-9a", "conversation_id": talk.id}
    assert post("/api/v1/pairings", json=body).status_code == 401
    assert post("/api/v1/pairings", json=body, headers={"Authorization": "Bearer x"}).status_code == 404
    assert post("/api/v1/pairings", json=body, headers=talk.headers).status_code == 200
    found = bench.server.run(
        bench.server.parts.store.transaction(
            lambda connection: connection.execute(
                sa.select(schema.arrival.c.code).where(schema.arrival.c.conversation_id == talk.id)
            ).scalar_one()
        )
    )
    assert found == "tqt-9a"
