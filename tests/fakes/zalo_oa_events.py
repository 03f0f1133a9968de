"""The events an Official Account's webhook receives, and the signature over their bytes."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Literal

Style = Literal["compact", "spaced", "escaped"]
FORGERIES = ("missing", "wrong_secret", "hmac", "without_app_id", "oa_id_first", "other_body", "other_time")
"""Signatures that a careless check takes for right."""

_CDN = "http://f6.photo.talk.zdn.vn"
ATTACHMENTS: dict[str, dict[str, Any]] = {
    "image": {"thumbnail": f"{_CDN}/thumb.jpg", "url": f"{_CDN}/picture.jpg"},
    "gif": {"thumbnail": f"{_CDN}/thumb.gif", "url": f"{_CDN}/picture.gif"},
    "sticker": {"id": "46031", "url": "https://zalo-api.zadn.vn/api/emoticon/sticker/webpc?eid=46031&size=130"},
    "audio": {"url": "https://voice-aac-dl.zdn.vn/voice.aac"},
    "video": {"thumbnail": f"{_CDN}/video.jpg", "description": "", "url": "https://video-dl.zdn.vn/video.mp4"},
    "file": {
        "url": "https://file-dl.zdn.vn/paper.pdf",
        "size": "184320",
        "name": "paper.pdf",
        "checksum": "9e107d9d372bb6826bd81d3542a419d6",
        "type": "pdf",
    },
    "location": {"coordinates": {"latitude": "22.6657", "longitude": "106.2576"}},
    "link": {
        "thumbnail": f"{_CDN}/link.jpg",
        "description": "",
        "url": "https://example.edu.vn/page",
        "title": "example.edu.vn",
    },
    "business_card": {
        "thumbnail": f"{_CDN}/card.jpg",
        "description": '{"phone":"84900000000","qrCodeUrl":"https://qr-talk.zdn.vn/card.jpg"}',
        "url": "https://zalo.me/card",
    },
}
"""The payload of each kind of attachment; a business card travels as a link."""


@dataclass(frozen=True)
class Account:
    """One app and its Official Account. Times are milliseconds since 1970."""

    app_id: str
    oa_id: str
    oa_secret: str
    app_secret: str

    def from_user(self, name: str, user: str, at: int, **rest: Any) -> dict[str, Any]:
        """user → OA."""
        return {
            "app_id": self.app_id,
            "sender": {"id": user},
            "user_id_by_app": by_app(user),
            "recipient": {"id": self.oa_id},
            "event_name": name,
            **rest,
            "timestamp": str(at),
        }

    def from_oa(self, name: str, user: str, at: int, *, admin: str = "", **rest: Any) -> dict[str, Any]:
        """OA → user: echoes of what was sent, and receipts, which name the OA as their sender too."""
        return {
            "app_id": self.app_id,
            "sender": {"id": self.oa_id, **({"admin_id": admin} if admin else {})},
            "user_id_by_app": by_app(user),
            "recipient": {"id": user},
            "event_name": name,
            **rest,
            "timestamp": str(at),
        }

    def follow(self, name: str, user: str, at: int) -> dict[str, Any]:
        """follow and unfollow are flat: no sender, no recipient, no message."""
        return {
            "oa_id": self.oa_id,
            "follower": {"id": user},
            "user_id_by_app": by_app(user),
            "event_name": name,
            "source": "oa_profile" if name == "follow" else "zalo",
            "app_id": self.app_id,
            "timestamp": str(at),
        }

    def about_user(self, name: str, user: str, at: int) -> dict[str, Any]:
        """Events that name their user at the top: user_click_chatnow, user_withdraw."""
        return {
            "app_id": self.app_id,
            "oa_id": self.oa_id,
            "user_id": user,
            "user_id_by_app": by_app(user),
            "event_name": name,
            "timestamp": str(at),
        }

    def headers(self, raw: bytes, at: str, secret: str | None = None) -> dict[str, str]:
        """X-ZEvent-Signature: SHA-256 of app id, the bytes sent, the time as written, and the secret; no separators."""
        text = self.app_id.encode() + raw + at.encode() + (secret or self.oa_secret).encode()
        return {"Content-Type": "application/json", "X-ZEvent-Signature": f"mac={hashlib.sha256(text).hexdigest()}"}

    def forged_headers(self, raw: bytes, at: str, how: str) -> dict[str, str]:
        """The headers of one of `FORGERIES`."""
        secret = self.oa_secret.encode()
        plain = {
            "without_app_id": raw + at.encode() + secret,
            "oa_id_first": self.oa_id.encode() + raw + at.encode() + secret,
            "other_body": self.app_id.encode() + raw + b" " + at.encode() + secret,
            "other_time": self.app_id.encode() + raw + str(int(at) + 1).encode() + secret,
            "wrong_secret": self.app_id.encode() + raw + at.encode() + b"not the secret",
        }
        headers = {"Content-Type": "application/json"}
        if how == "hmac":
            mac = hmac.new(secret, self.app_id.encode() + raw + at.encode(), hashlib.sha256).hexdigest()
            headers["X-ZEvent-Signature"] = f"mac={mac}"
        elif how != "missing":
            headers["X-ZEvent-Signature"] = f"mac={hashlib.sha256(plain[how]).hexdigest()}"
        return headers


def by_app(user: str) -> str:
    """The id an app knows a user by, beside the OA's."""
    return str(int(hashlib.sha256(user.encode()).hexdigest(), 16) % 10**18)


def written(body: dict[str, Any], style: Style) -> bytes:
    """The bytes of a body: the vendor promises no spacing and no way of writing letters beyond ASCII."""
    match style:
        case "compact":
            return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        case "spaced":
            return json.dumps(body, ensure_ascii=False, indent=1).encode()
        case "escaped":
            return json.dumps(body).encode()
