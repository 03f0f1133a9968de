"""A fake Zalo Official Account: people who write to it, staff who answer in its manager, webhook, OAuth and API.

Written from what the vendor documents, never from our client. What is known from one source only is a setting here:
`echoes`, `receipts`, `echo_first`, `names_staff`, `tells_captions`, `counts`, `signs_with`, `webhook.retries_refusals`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from tests.fakes import zalo_oa_api, zalo_oa_messages
from tests.fakes.clock import Clock
from tests.fakes.vendor import Button, Said, Vendor, new_id, rows
from tests.fakes.webhook import Event
from tests.fakes.zalo_oa_errors import Refused
from tests.fakes.zalo_oa_events import ATTACHMENTS, FORGERIES, Account, Style, by_app, written
from tests.fakes.zalo_oa_tokens import Tokens

LADDER = (30, 300, 900, 1800, 3600)
"""Seconds from one try of a delivery to the next; after the last one the webhook is switched off."""
FREE_SECONDS = 48 * 3600
PAID_SECONDS = 7 * 86_400
ATTACHMENT_SECONDS = 7 * 86_400
TIERS = {"basic": 0, "standard": 0, "growth": 100, "comprehensive": 2000}
"""Requests a minute by the package of the account; the first two have no API at all."""
TEST_ACCOUNT = Account(
    app_id="3608465248940903967",
    oa_id="388613280878808645",
    oa_secret="TEST_oa_secret_key_not_real_0001",  # noqa: S106 -- the fixtures are signed with it
    app_secret="APP_SECRET",  # noqa: S106
)


@dataclass
class Person:
    """What the account knows of a user. `refused` is an error code that every send to them meets."""

    last_seen: float = 0.0
    """Seconds since 1970 of the last thing they did; 0 when they never did."""
    follows: bool = False
    refused: int = 0


class FakeZaloOA(Vendor):
    """An Official Account with one app.

    `oa_type`: 2 business (v3.0 only), 4 government (v2.0 only). `cloud_account`: for sends after 48 hours.
    `blocked_calls`: error codes by path, for calls the app has no right to. `redirect_uris`: as registered for the
    consent page; "*" stands for anything.
    """

    name = "zalo-oa"
    kinds = (*ATTACHMENTS, "follow", "unfollow", "chatnow", "react", "submit_info", "withdraw", "anonymous")

    def __init__(
        self,
        *,
        account: Account = TEST_ACCOUNT,
        clock: Clock | None = None,
        oa_type: Literal[2, 4] = 2,
        tier: str = "comprehensive",
        new_token: Callable[[str, int], str] | None = None,
    ) -> None:
        super().__init__(clock=clock, ladder=LADDER, retry_header="num_retry")
        self.webhook.switches_off = True
        self.account = account
        self.oa_type = oa_type
        self.tier = tier
        self.cloud_account: Literal["none", "empty", "charged"] = "none"
        self.needs_proof = False
        self.signs_with: Literal["oa_secret", "app_secret"] = "oa_secret"
        self.style: Style = "compact"
        self.echoes = True
        self.receipts = True
        self.echo_first = False
        self.names_staff = True
        self.tells_captions = True
        self.counts: Callable[[str], int] = len
        self.redirect_uris: set[str] = set()
        self.blocked_calls: dict[str, int] = {}
        self.tokens = Tokens(self.clock, self.ledger, account.app_id, account.app_secret, new_token)
        self.people: dict[str, Person] = {}
        self.requests_by_minute: dict[int, int] = {}
        zalo_oa_api.mount(self)

    # --- What people do -----------------------------------------------------------------------------------------

    def says(self, user: str, text: str, *, quotes: str = "") -> str:
        """Types a text; `quotes` is the id of a message it answers."""
        message = {"msg_id": _message_id(), "text": text, **({"quote_msg_id": quotes} if quotes else {})}
        return self._from_user("user_send_text", user, message, text)

    def taps(self, user: str, button: Button, on: Said) -> str:
        """Presses a button: its payload comes back as a typed text; there is no event for buttons."""
        if button.kind != "say":
            return ""
        return self.says(user, button.value)

    def does(self, user: str, kind: str, **values: str) -> str:
        """Sends an attachment (`text` is its caption), or does what the name says."""
        if kind in ATTACHMENTS:
            payload = {**ATTACHMENTS[kind], **{name: values[name] for name in values if name != "text"}}
            attached = {"type": "link" if kind == "business_card" else kind, "payload": payload}
            caption = {"text": values["text"]} if "text" in values else {}
            message = {"msg_id": _message_id(), **caption, "attachments": [attached]}
            return self._from_user(f"user_send_{kind}", user, message, values.get("text", ""))
        at = self.clock.milliseconds()
        person = self.person(user)
        match kind:
            case "follow" | "unfollow":
                person.follows = kind == "follow"
                person.refused = -213 if kind == "unfollow" else 0
                return self._did(user, self.account.follow(kind, user, at), interacts=kind == "follow")
            case "chatnow":
                return self._did(user, self.account.about_user("user_click_chatnow", user, at))
            case "withdraw":
                return self._did(user, self.account.about_user("user_withdraw", user, at), interacts=False)
            case "react":
                message = {"msg_id": values["message_id"], "react_icon": values.get("icon", "/-heart")}
                return self._did(user, self.account.from_user("user_reacted_message", user, at, message=message))
            case "submit_info":
                info = {"name": "Nguyễn Thị Mẫu", "phone": "84900000000", "user_dob": "", "gender": "", **values}
                return self._did(user, self.account.from_user("user_submit_info", user, at, info=info))
            case "anonymous":
                message = {"text": values["text"], "msg_id": _message_id(), "conversation_id": f"conv-{user}"}
                body = self.account.from_user("anonymous_send_text", user, at, message=message)
                del body["user_id_by_app"]
                return self._did(user, body)
        raise ValueError(kind)

    def staff_says(self, user: str, text: str) -> str:
        """A person of the office answers in the manager."""
        sent = Said(_message_id(), "staff", self.clock.now(), text)
        self.talks[user].append(sent)
        admin = "7261849234" if self.names_staff else ""
        message = {"text": text, "msg_id": sent.id}
        self._post(self.account.from_oa("oa_send_text", user, int(sent.at * 1000), admin=admin, message=message))
        return sent.id

    def forge(self, user: str, text: str, how: str) -> None:
        """Somebody else posts to the webhook, with a signature made in one of the ways of `FORGERIES`."""
        if how not in FORGERIES:
            raise ValueError(how)
        self.forged(user)
        message = {"msg_id": _message_id(), "text": text}
        body = self.account.from_user("user_send_text", user, self.clock.milliseconds(), message=message)
        raw = written(body, self.style)
        headers = self.account.forged_headers(raw, body["timestamp"], how)
        self.webhook.post(Event("user_send_text", raw, headers, genuine=False))

    def switch_on(self) -> None:
        """What a person does in the console after the webhook was switched off."""
        self.webhook.on = True

    # --- What the API does --------------------------------------------------------------------------------------

    def person(self, user: str) -> Person:
        """The user of this id."""
        return self.people.setdefault(user, Person())

    def check_window(self, user: str) -> None:
        """Raises Refused where the account may not write to this user now, and holds it against the client."""
        person = self.person(user)
        if person.refused:
            raise Refused(person.refused)
        silent = self.clock.now() - person.last_seen
        if self.is_stranger(user) or silent <= FREE_SECONDS:
            if user in self.strangers:
                raise Refused(-232)
            return
        hours = f"{silent / 3600:.0f} h after the last thing they did" if person.last_seen else "who never wrote"
        self.ledger.note("outside_window", f"to {user}, {hours}")
        if not person.last_seen:
            raise Refused(-232)
        if silent > PAID_SECONDS:
            raise Refused(-230)
        if self.cloud_account != "charged":
            raise Refused(-320 if self.cloud_account == "none" else -321)

    def check_attachment(self, attachment_id: str) -> None:
        """Raises Refused for what was never uploaded, or longer than seven days ago."""
        if attachment_id not in self.uploads:
            raise Refused(-201, "attachment_id")
        if self.clock.now() >= self.uploads[attachment_id][0] + ATTACHMENT_SECONDS:
            raise Refused(-100)

    def store(self, user: str, message: dict[str, Any]) -> Said:
        """Carry a sent message to the phone, and tell the webhook of it."""
        said = Said(
            zalo_oa_messages.message_id(),
            "bot",
            self.clock.now(),
            message.get("text", ""),
            rows(zalo_oa_messages.buttons(message)),
            picture=zalo_oa_messages.picture(message),
            file=zalo_oa_messages.stored(message),
            raw=message,
        )
        self.talks[user].append(said)
        at = int(said.at * 1000)
        carried = zalo_oa_messages.carries(message)
        if self.echoes and carried != "request_user_info":
            is_told = said.text and (self.tells_captions or carried == "text")
            told = {**({"text": said.text} if is_told else {}), "msg_id": said.id}
            name = zalo_oa_messages.ECHOES.get(carried, "oa_send_list" if carried == "list" else "oa_send_text")
            self._post(self.account.from_oa(name, user, at, message=told))
        if self.receipts:
            self._post(self.account.from_oa("user_received_message", user, at + 1, message={"msg_id": said.id}))
            self._post(self.account.from_oa("user_seen_message", user, at + 2, message={"msg_ids": [said.id]}))
        return said

    def count_request(self) -> tuple[int, int]:
        """One more request in this minute: (limit, how many are left), the latter below zero beyond the limit."""
        minute = int(self.clock.now() // 60)
        used = self.requests_by_minute[minute] = self.requests_by_minute.get(minute, 0) + 1
        limit = TIERS[self.tier]
        return limit, limit - used

    # --- Events -------------------------------------------------------------------------------------------------

    def _from_user(self, name: str, user: str, message: dict[str, Any], text: str) -> str:
        body = self.account.from_user(name, user, self.clock.milliseconds(), message=message)
        said = Said(
            message["msg_id"], "user", self.clock.now(), text or f"[{name.removeprefix('user_send_')}]", raw=body
        )
        self.person(user).last_seen = said.at
        self.heard(user, f"{name} {text}", said)
        self._post(body)
        return said.id

    def _did(self, user: str, body: dict[str, Any], *, interacts: bool = True) -> str:
        said = Said(new_id(), "user", self.clock.now(), f"[{body['event_name']}]", raw=body)
        if interacts:
            self.person(user).last_seen = said.at
        self.heard(user, f"{body['event_name']} {said.id}", said)
        self._post(body)
        return said.id

    def _post(self, body: dict[str, Any]) -> None:
        raw = written(body, self.style)
        secret = self.account.oa_secret if self.signs_with == "oa_secret" else self.account.app_secret
        self.webhook.post(Event(body["event_name"], raw, self.account.headers(raw, body["timestamp"], secret)))

    def replay(self, fixture: dict[str, Any]) -> None:
        """Deliver a recorded event as it is: its bytes and its headers."""
        body = json.loads(fixture["raw_body"])
        user = body.get("sender", body.get("follower", {})).get("id", "")
        if user and user != self.account.oa_id and fixture["expect"]["accept"]:
            self.person(user).last_seen = self.clock.now()
            self.ledger.heard(user, fixture["raw_body"])
        genuine = fixture["expect"]["accept"]
        self.webhook.post(Event(body["event_name"], fixture["raw_body"].encode(), fixture["headers"], genuine=genuine))

    def profile(self, user: str) -> dict[str, Any]:
        """What the API tells of a user."""
        return {
            "user_id": user,
            "user_id_by_app": by_app(user),
            "user_external_id": "",
            "display_name": "Nguyễn Thị Mẫu",
            "user_alias": "",
            "is_sensitive": False,
            "user_last_interaction_date": zalo_oa_api.day(self.person(user).last_seen),
            "user_is_follower": self.person(user).follows,
            "avatar": "",
            "avatars": {"120": "", "240": ""},
            "dynamic_param": "",
            "tags_and_notes_info": {"notes": [], "tag_names": []},
            "shared_info": {},
        }


def _message_id() -> str:
    return new_id(21)
