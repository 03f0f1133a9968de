"""What readers think of answers: kept without who they are, changed and taken back by them alone."""

from __future__ import annotations

import sqlalchemy as sa

from channels import schema
from channels.feedback import REASONS
from tests.channels.conftest import Server, Talk


def rows(server: Server) -> list[dict[str, object]]:
    def read(connection: sa.Connection) -> list[dict[str, object]]:
        return [dict(row) for row in connection.execute(sa.select(schema.answer_rating)).mappings()]

    return server.run(server.parts.store.transaction(read))


def rate(talk: Talk, message_id: str, value: str | None) -> int:
    body = {"message_id": message_id, "value": value}
    return talk.http.post(f"{talk.path}/feedback", json=body, headers=talk.headers).status_code


def test_an_opinion_is_kept_changed_and_taken_back(server: Server, talk: Talk) -> None:
    message_id = talk.send("nghề hàn là gì").json()["message_id"]
    assert rate(talk, message_id, "bad") == 204
    [row] = rows(server)
    assert (row["value"], row["outcome"]) == ("bad", "answered")
    assert len(str(row["day"])) == 10
    assert rate(talk, message_id, "good") == 204
    assert [row["value"] for row in rows(server)] == ["good"]
    assert rate(talk, message_id, None) == 204
    assert rows(server) == []


def test_a_reason_is_kept_with_the_record_and_changed_like_any_opinion(server: Server, talk: Talk) -> None:
    message_id = talk.send("nghề hàn là gì").json()["message_id"]
    for reason in ("bad", *REASONS):
        assert rate(talk, message_id, reason) == 204
        [row] = rows(server)
        assert row["value"] == reason
        assert row["records"]
    assert rate(talk, message_id, None) == 204
    assert rows(server) == []


def test_it_names_neither_message_nor_conversation_and_outlives_it(server: Server, talk: Talk) -> None:
    message_id = talk.send("nghề hàn là gì").json()["message_id"]
    rate(talk, message_id, "good")
    assert talk.delete().status_code == 204
    [row] = rows(server)
    assert not {message_id, talk.id} & {str(value) for value in row.values()}
    assert rate(talk, message_id, "bad") == 404


def test_only_its_reader_may_say_and_only_of_an_answer(server: Server, talk: Talk) -> None:
    message_id = talk.send("nghề hàn là gì").json()["message_id"]
    other = server.talk()
    assert rate(other, message_id, "bad") == 404
    assert rate(talk, "no-such-message", "bad") == 404
    assert rate(talk, message_id, "perhaps") == 422
    body = {"message_id": message_id, "value": "good"}
    assert talk.http.post(f"{talk.path}/feedback", json=body).status_code == 401
