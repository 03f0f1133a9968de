"""What becomes of a vendor's event: durably taken before the vendor is answered, and once whatever is repeated."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from channels.commands import Commands
from channels.contacts import Contact, Contacts
from channels.delivery import Delivery
from channels.errors import NotFound
from channels.folded import Folded
from channels.forget import Forgetting
from channels.identity import MessageIds
from channels.messages import Incoming
from channels.metrics import Metrics
from channels.outbox import Outbox
from channels.pairing import Pairing, folded
from channels.part_states import State
from channels.rates import EVENT_PREFIX, event_code
from channels.ratings import Ratings
from channels.receipts import Receipts
from channels.sentences import Sentences
from channels.store import Store
from channels.turns import Turns
from channels.vendor_event import ACCOUNT_MENU, CAPTIONED, MEDIA, Kind, VendorEvent

log = structlog.get_logger()

_DAY_MS = 24 * 60 * 60 * 1000
_EVENT_SEEN_MS = 8 * _DAY_MS
_MENU_NUMBER = re.compile(r"\s*(\d{1,2})\s*[.)]?\s*")
# What a command means to the dialogue; the others are answered here.
_COMMAND_INTENTS = {"xoa": "forget_me", "gap_thay_co": "meet_human"}
_WITH_CODE = ("start", "ma")
# Sent several at a time, each of them a message: what is said to them is said once.
_OF_AN_ALBUM = frozenset({Kind.IMAGE, Kind.VIDEO, Kind.FILE})
_OWN_SENTENCE = frozenset({Kind.IMAGE, Kind.STICKER, Kind.AUDIO, Kind.LOCATION, Kind.CONTACT})


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """Takes the events of every vendor. `pause_ms`: how long a person of the staff keeps the bot silent.

    Asking to be forgotten works while the bot is silent, too.
    """

    turns: Turns
    store: Store
    contacts: Contacts
    outbox: Outbox
    receipts: Receipts
    delivery: Delivery
    pairing: Pairing
    folded: Folded
    ratings: Ratings
    forgetting: Forgetting
    sentences: Sentences
    ids: MessageIds
    metrics: Metrics
    commands: Commands
    pause_ms: int
    now: Callable[[], int]

    async def take(self, event: VendorEvent) -> str:
        """Handle one event: what to tell in passing who pressed a button. When this returns, all in it is safe."""
        self.metrics.count("vendor_events", channel=event.channel, kind=event.kind)
        match event.kind:
            case Kind.RECEIPT:
                state = State.SEEN if event.seen else State.DELIVERED
                self.receipts.told(event.channel, event.message_ids, state)
            case Kind.ECHO:
                await self._echo(event)
            case Kind.UNFOLLOW:
                await self.contacts.unreachable(event.channel, event.user_id)
                await self.outbox.abandon(event.channel, event.user_id, "unreachable")
            case Kind.WITHDRAW:
                if contact := await self.contacts.find(event.channel, event.user_id):
                    await self.forgetting.soon(contact.conversation_id)
            case Kind.IGNORED | Kind.REACTION | Kind.SUBMIT_INFO:
                # What a form holds about a person is not wanted; nothing of it is kept.
                pass
            case kind if kind in CAPTIONED and event.text.strip():
                # That the picture cannot be read is said by itself; the words are a question like any other.
                await self._message(replace(event, key=f"{event.key}:attached"))
                await self._message(replace(event, kind=Kind.TEXT))
            case _:
                return await self._message(event)
        return ""

    async def _message(self, event: VendorEvent) -> str:
        now = self.now()
        contact = await self.contacts.heard(event.channel, event.user_id, now)
        event = self.commands.named(event)
        if contact.paused_until > now and event.command != "xoa":
            # A person is answering; the bot keeps out of it.
            await self.store.remember(self._event_key(event), now + _EVENT_SEEN_MS)
            return ""
        # Who only praises gets no message where the vendor can show a word in passing.
        if event.ask_id and (told := await self.ratings.praised(contact.conversation_id, _pressed(event))):
            return told
        try:
            incoming = await self._incoming(event, contact)
            await self.turns.accept(incoming)
        except NotFound:
            # Forgotten in between; they wrote again, so it begins anew.
            contact = await self.contacts.heard(event.channel, event.user_id, now)
            incoming = await self._incoming(event, contact)
            await self.turns.accept(incoming)
        self.delivery.follow(incoming.conversation_id)
        return ""

    def _event_key(self, event: VendorEvent) -> str:
        return self.ids.event(event.channel, event.key)

    async def _incoming(self, event: VendorEvent, contact: Contact) -> Incoming:
        incoming = Incoming(
            conversation_id=contact.conversation_id,
            channel=event.channel,
            client_message_id=event.key,
            text=event.text,
            user_id=event.user_id,
            event_key=self._event_key(event),
            written_at=event.at,
        )
        match event.kind:
            case Kind.TEXT:
                return await self._typed(incoming)
            case Kind.BUTTON if event.payload.startswith(ACCOUNT_MENU):
                return self._of_account_menu(incoming, event.payload.removeprefix(ACCOUNT_MENU))
            case Kind.BUTTON:
                return await self._chosen(incoming, _pressed(event))
            case Kind.COMMAND:
                return await self._commanded(incoming, event)
            case kind if kind in MEDIA:
                code = kind.value if kind in _OWN_SENTENCE else "media"
                label = self.sentences.text(f"labels.{code}")
                reply = self.sentences.reply("media_with_words" if event.text.strip() else code)
                return replace(incoming, text=label, reply=reply, told_once=kind.value if kind in _OF_AN_ALBUM else "")
            case _:
                return replace(incoming, text="", reply=self.sentences.reply("greet"))

    async def _typed(self, incoming: Incoming) -> Incoming:
        text = incoming.text or ""
        if code := self.pairing.code_in(text):
            return await self._paired(incoming, code)
        # A word that happens to look like a code is a question.
        if (word := self.pairing.code_alone(text.strip())) and (paired := await self._redeemed(incoming, word)):
            return paired
        if code := self._event_code_in(text):
            return await self._arrived(incoming, code)
        if number := _MENU_NUMBER.fullmatch(text):
            choice_id = await self.folded.numbered(incoming.conversation_id, int(number[1]))
            if choice_id is not None:
                return await self._chosen(incoming, choice_id)
            if beyond := await self.folded.beyond(incoming.conversation_id):
                return replace(incoming, body=beyond)
        if rated := await self.ratings.typed(incoming.conversation_id, text):
            return replace(incoming, body=rated[1])
        return incoming

    async def _chosen(self, incoming: Incoming, choice_id: str) -> Incoming:
        if rest := await self.folded.rest(incoming.conversation_id, choice_id):
            return replace(incoming, text=rest[0], body=rest[1])
        if rated := await self.ratings.pressed(incoming.conversation_id, choice_id):
            return replace(incoming, text=rated[0], body=rated[1])
        return replace(incoming, text=None, choice_id=choice_id)

    def _of_account_menu(self, incoming: Incoming, code: str) -> Incoming:
        """An entry of the account's own menu stands for a question; one that nobody has explained gets the help."""
        menu: dict[str, str] = self.sentences.entries["account_menu"]
        if question := menu.get(code):
            return replace(incoming, text=question)
        return replace(incoming, text="", reply=self.sentences.reply("help"))

    def _event_code_in(self, text: str) -> str | None:
        """The code in a message that says nothing else, such as "SK tqt-9a"; None for any other message."""
        words = folded(text).split()
        leads: list[str] = self.sentences.entries["event_words"]
        return event_code(words[1]) if len(words) == 2 and words[0].strip(":") in leads else None

    async def _arrived(self, incoming: Incoming, code: str) -> Incoming:
        await self.turns.rates.arrived_by(incoming.conversation_id, code)
        return replace(incoming, reply=self.sentences.reply("greet"))

    async def _commanded(self, incoming: Incoming, event: VendorEvent) -> Incoming:
        shown = event.text or f"/{event.command}"
        if intent := _COMMAND_INTENTS.get(event.command):
            return replace(incoming, text=shown, intent=intent)
        if event.command == "xem_them":
            choice_id = await self.folded.newest(incoming.conversation_id)
            return await self._chosen(incoming, choice_id) if choice_id else incoming
        if event.command in _WITH_CODE and event.argument:
            if code := self.pairing.code_alone(event.argument):
                return await self._paired(replace(incoming, text=shown), code)
            # What stands before it tells a code of an event from one of a conversation.
            if code := event_code(event.argument.removeprefix(EVENT_PREFIX)):
                return await self._arrived(replace(incoming, text=shown), code)
        if event.command == "ma":
            if await self.store.is_remembered(self._event_key(event)):
                # A repeat must not use up the code that was told.
                return replace(incoming, text=shown, reply=self.sentences.reply("help"))
            return replace(incoming, text=shown, reply=await self.pairing.told(incoming.conversation_id))
        return replace(
            incoming, text=shown, reply=self.sentences.reply("greet" if event.command == "start" else "help")
        )

    async def _paired(self, incoming: Incoming, code: str) -> Incoming:
        """The conversation behind the code goes on with this user; a code that leads nowhere is refused."""
        found = await self._redeemed(incoming, code)
        return found or replace(incoming, reply=self.sentences.reply("pairing_refused"))

    async def _redeemed(self, incoming: Incoming, code: str) -> Incoming | None:
        """Go on in the conversation behind the code, and leave the one this user had. None when there is no such."""
        if await self.store.is_remembered(incoming.event_key or ""):
            return incoming
        conversation_id = await self.pairing.redeem(code, f"{incoming.channel} {incoming.user_id}")
        if conversation_id is None:
            return None
        await self.contacts.point(incoming.channel, incoming.user_id or "", conversation_id, self.now())
        if conversation_id != incoming.conversation_id:
            await self.forgetting.soon(incoming.conversation_id)
        return replace(incoming, conversation_id=conversation_id, reply=self.sentences.reply("paired"))

    async def _echo(self, event: VendorEvent) -> None:
        digest = self.ids.sent(event.channel, event.user_id, event.text)
        is_ours = False
        if not event.by_staff:
            for provider_id in event.message_ids:
                is_ours = await self.outbox.echo(event.channel, event.user_id, provider_id, digest) or is_ours
        if not is_ours:
            now = self.now()
            await self.contacts.pause(event.channel, event.user_id, now + self.pause_ms, now)
            log.info("staff_answers", channel=event.channel)


def _pressed(event: VendorEvent) -> str:
    """The id of a choice; before it stands what tells the vendor's buttons from one another."""
    return event.payload.rpartition(":")[2]
