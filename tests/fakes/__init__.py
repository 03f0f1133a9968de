"""Fake servers of Zalo Official Account, Zalo Bot and Telegram, which misbehave like the real ones and keep count.

In a test: the fixtures `zalo_oa`, `zalo_bot` and `telegram` of `tests.fakes.fixtures`; a test that breaks a vendor's
rule fails when it ends. By hand: `make fakes`, which also serves a page for each to chat through it.

    telegram.webhook.url …        where events go (Telegram and Zalo Bot: set by the client's own setWebhook)
    telegram.says(user, "…")      a person types; `taps`, `does`, `forge`, and `staff_says` of the Official Account
    telegram.wait_for(user, 2)    what the bot sent, once it is two messages
    telegram.faults.add("sendMessage", "stored_hang", seconds=3)
    telegram.webhook.hold() … telegram.webhook.release(shuffle=True, copies=(1, 5))
    telegram.clock.advance(49 * 3600)
    telegram.ledger.violations()  `forgive(code)` for a rule that a test breaks on purpose

Everything is written from what the vendors document, never from our client; the two meet over HTTP only.
"""
