from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from channels import forget
from tests.channels.conftest import Server, Talk
from tests.channels.remains import bytes_with, rows_with


def secret(talk: Talk) -> str:
    """What this conversation's user wrote, and no other's."""
    return f"em họ Nông, mã {talk.token[:8]}"


def traces(talk: Talk, *message_ids: str) -> list[str]:
    return [talk.id, talk.token, secret(talk), *message_ids]


def eventually(check: Callable[[], Any], seconds: float = 5) -> None:
    until = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_deleting_leaves_no_row_and_no_byte(server: Server, talk: Talk) -> None:
    ids = [talk.send(secret(talk)).json()["message_id"], talk.send("cho chọn").json()["message_id"]]
    assert {found.split(":")[0] for found in rows_with(server.store_dir, traces(talk, *ids))} >= {
        "channels.db.conversation",
        "channels.db.conversation_event",
        "channels.db.message",
        "channels.db.choice",
        "tracker.db.events",
        "workflows.db.workflow_status",
    }
    assert talk.delete().status_code == 204
    assert rows_with(server.store_dir, traces(talk, *ids)) == []
    assert bytes_with(server.store_dir, traces(talk, *ids)) == []
    assert talk.send("còn đó không").status_code == 404
    assert talk.delete().status_code == 204


def test_deleting_leaves_the_others_alone(server: Server, talk: Talk) -> None:
    other = server.talk()
    other.ask(secret(other))
    talk.ask("xin chào")
    talk.delete()
    assert len(other.events()) == 2
    assert other.ask("vẫn trả lời")["outcome"] == "answered"


def test_deleting_while_a_turn_is_in_flight(server: Server, talk: Talk) -> None:
    server.rasa.delay_seconds = 0.4
    ids = [talk.send(secret(talk), wait=False).json()["message_id"] for _ in range(3)]
    waiting: list[int] = []
    waiter = threading.Thread(target=lambda: waiting.append(talk.send(secret(talk)).status_code))
    waiter.start()
    eventually(lambda: len(server.rasa.questions()) == 1)
    time.sleep(0.1)
    assert talk.delete().status_code == 204
    waiter.join()
    assert waiting == [404]
    time.sleep(0.5)
    assert len(server.rasa.questions()) == 1, "messages that waited are not asked any more"
    assert rows_with(server.store_dir, traces(talk, *ids)) == []
    assert bytes_with(server.store_dir, traces(talk, *ids)) == []


def test_deleting_while_rasa_is_down(server: Server, talk: Talk) -> None:
    server.rasa.mode = "down"
    message_id = talk.send(secret(talk), wait=False).json()["message_id"]
    talk.wait_for(1, "status")
    started = time.monotonic()
    assert talk.delete().status_code == 204
    assert time.monotonic() - started < 5
    server.rasa.mode = "normal"
    time.sleep(0.2)
    assert server.rasa.questions() == [], "it is not asked after all"
    assert rows_with(server.store_dir, traces(talk, message_id)) == []


def test_simultaneous_deletions(server: Server, talk: Talk) -> None:
    server.rasa.delay_seconds = 0.2
    talk.send(secret(talk), wait=False)
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(talk.delete().status_code)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [204] * 4
    assert rows_with(server.store_dir, traces(talk)) == []


def test_typed_forgetting_keeps_only_the_answer_to_it(server: Server, talk: Talk) -> None:
    ids = [talk.send(secret(talk)).json()["message_id"], talk.send("cho chọn").json()["message_id"]]
    choice = talk.events()[-1]["reply"]["choices"][0]["payload"]
    last = talk.send("xoá dữ liệu")
    assert last.json()["replies"][0]["text"] == "Đã xoá."
    [event] = talk.events()
    assert (event["type"], event["message_id"]) == ("reply", last.json()["message_id"])
    needles = [secret(talk), "xoá dữ liệu", "cho chọn", choice, *ids]
    eventually(lambda: not rows_with(server.store_dir, needles))
    eventually(lambda: not bytes_with(server.store_dir, needles))
    with closing(sqlite3.connect(server.store_dir / "tracker.db")) as tracker:
        [(left,)] = tracker.execute("SELECT count(*) FROM events WHERE sender_id = ?", (talk.id,))
    assert left == 0


def test_the_conversation_goes_on_after_typed_forgetting(server: Server, talk: Talk) -> None:
    first = talk.send(secret(talk), client_message_id="first")
    talk.ask("xoá dữ liệu")
    talk.send("câu mới", wait=False)
    assert talk.wait_for(2)[-1]["reply"]["text"] == "Đáp: câu mới"
    again = talk.send(secret(talk), client_message_id="first")
    assert again.status_code == 202, "a forgotten message is known but never run again"
    assert again.json()["message_id"] == first.json()["message_id"]
    assert secret(talk) not in str(talk.events())
    talk.ask("xoá dữ liệu")
    assert [event["type"] for event in talk.events()] == ["reply"]


def test_messages_sent_behind_a_typed_forgetting_are_answered(server: Server, talk: Talk) -> None:
    server.rasa.delay_seconds = 0.05
    for text in (secret(talk), "xoá dữ liệu", "sau khi xoá"):
        talk.send(text, wait=False)
    eventually(lambda: len(server.rasa.questions()) == 3)
    replies = talk.wait_for(2)
    assert [event["reply"]["text"] for event in replies] == ["Đã xoá.", "Đáp: sau khi xoá"]
    assert [event["type"] for event in talk.events()] == ["user", "reply", "reply"]
    assert not rows_with(server.store_dir, [secret(talk)])


def purge(server: Server) -> None:
    server.run(server.parts.forgetting.purge())


def test_a_conversation_is_forgotten_a_day_after_its_last_message(server: Server, talk: Talk) -> None:
    other = server.talk()
    old = talk.send(secret(talk)).json()["message_id"]
    with closing(sqlite3.connect(server.store_dir / "channels.db")) as store:
        older = "UPDATE conversation SET last_message_at = last_message_at - ? WHERE id = ?"
        store.execute(older, (forget.DAY_MS + 1, talk.id))
        store.commit()
    other.ask("mới")
    purge(server)
    assert rows_with(server.store_dir, traces(talk, old)) == []
    assert talk.send("còn đó không").status_code == 404
    assert len(other.events()) == 2


def test_old_events_of_a_live_conversation_go_and_the_rest_stays(server: Server, talk: Talk) -> None:
    old = talk.send(secret(talk)).json()["message_id"]
    with closing(sqlite3.connect(server.store_dir / "channels.db")) as store:
        for older in (
            "UPDATE message SET received_at = received_at - ? WHERE conversation_id = ?",
            "UPDATE conversation_event SET at = at - ? WHERE conversation_id = ?",
        ):
            store.execute(older, (forget.DAY_MS + 1, talk.id))
        store.commit()
    talk.ask("hôm nay")
    purge(server)
    assert [event["id"] for event in talk.events()] == [3, 4]
    # Rasa's tracker and the finished workflow stay: they go 24 hours after the last message, after their own end.
    assert {row.split(".")[0] for row in rows_with(server.store_dir, [old])} == {"tracker", "workflows"}


def test_workflows_are_forgotten_a_day_after_their_end(server: Server, talk: Talk) -> None:
    old = talk.send("hôm qua").json()["message_id"]
    new = talk.send("hôm nay").json()["message_id"]
    with closing(sqlite3.connect(server.store_dir / "workflows.db")) as workflows:
        older = "UPDATE workflow_status SET completed_at = completed_at - ? WHERE workflow_uuid = ?"
        eventually(
            lambda: (
                workflows.execute("SELECT count(*) FROM workflow_status WHERE completed_at IS NULL").fetchone() == (0,)
            )
        )
        workflows.execute(older, (forget.DAY_MS + 1, old))
        workflows.commit()
        purge(server)
    left = {row for row in rows_with(server.store_dir, [old, new]) if row.startswith("workflows")}
    assert {row.split(": ")[1] for row in left} == {new}


def test_deleting_while_messages_arrive(server: Server) -> None:
    """Whatever is accepted before the deletion is gone after it, whatever comes later is refused."""
    for _ in range(8):
        talk = server.talk()
        with ThreadPoolExecutor(8) as threads:
            sent = [threads.submit(talk.send, secret(talk), wait=False, client_message_id=str(n)) for n in range(7)]
            deleted = threads.submit(talk.delete)
        answers = [each.result() for each in sent]
        assert deleted.result().status_code == 204
        assert {answer.status_code for answer in answers} <= {202, 404}
        ids = [answer.json()["message_id"] for answer in answers if answer.status_code == 202]
        assert rows_with(server.store_dir, traces(talk, *ids)) == []


def test_seen_hashes_expire(server: Server, talk: Talk) -> None:
    talk.ask("x")
    with closing(sqlite3.connect(server.store_dir / "channels.db")) as store:
        store.execute("UPDATE seen_message SET expires_at = 1")
        store.commit()
        purge(server)
        assert store.execute("SELECT count(*) FROM seen_message").fetchone() == (0,)


def test_a_tracker_that_rasa_wrote_too_late_is_found(server: Server, talk: Talk) -> None:
    talk.ask(secret(talk))
    with closing(sqlite3.connect(server.store_dir / "tracker.db")) as tracker:
        query = "SELECT type_name, timestamp, data FROM events WHERE sender_id = ?"
        rows = tracker.execute(query, (talk.id,)).fetchall()
        talk.delete()
        for age, sender in ((3600, talk.id), (1, "in-use")):
            tracker.executemany(
                "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (?, ?, ?, ?)",
                [(sender, kind, at - age, data) for kind, at, data in rows],
            )
        tracker.commit()
        purge(server)
        left = {sender for (sender,) in tracker.execute("SELECT sender_id FROM events")}
    assert "in-use" in left
    assert talk.id not in left
