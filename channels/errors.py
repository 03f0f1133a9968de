"""What can go wrong in channels.

ChannelsError
├ RequestRefused      a caller's request; its `code` names the sentence in data/messages/web.yaml
│ ├ TokenMissing      401
│ ├ OriginRefused     403: a site that may not hold the chat
│ ├ NotFound          404: unknown conversation, or another's
│ └ BadRequest        422: a field is missing or has the wrong form
├ RasaFailed          Rasa or the actions did not answer; the turn is asked again
├ ReplyInvalid        an answer came that is no Reply; asking again would give the same
├ TurnFailed          a turn ended with an error nobody expected; it is started again later
└ SettingsInvalid     the process must not start
"""

from __future__ import annotations


class ChannelsError(Exception):
    """Root of every error raised by channels."""


class RequestRefused(ChannelsError):
    """A request that gets an HTTP error: `status` and the `code` of its sentence."""

    status = 400
    code = "bad_request"


class TokenMissing(RequestRefused):
    """No bearer token."""

    status = 401
    code = "token_missing"


class OriginRefused(RequestRefused):
    """A browser calls from a site that is not listed in WIDGET_ORIGINS."""

    status = 403
    code = "origin_refused"


class NotFound(RequestRefused):
    """No such conversation, or the token is another's."""

    status = 404
    code = "not_found"


class BadRequest(RequestRefused):
    """A field is missing or has the wrong form."""

    status = 422
    code = "invalid_request"


class RasaFailed(ChannelsError):
    """No reply came. `reason` is a short code for logs and metrics, never text of a message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ReplyInvalid(ChannelsError):
    """The answer has not the form of a Reply. `where` lists field paths only, never values."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class TurnFailed(ChannelsError):
    """Holds the name of the error only: what leaves a workflow is logged and stored."""


class SettingsInvalid(ChannelsError):
    """A setting keeps the process from starting; the message says which one and what to do."""
