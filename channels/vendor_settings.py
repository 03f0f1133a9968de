"""Settings of the vendors' channels, a part of those of the public process. A channel without its token is off."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

SHORTEST_KEY = 16


class VendorSettings(BaseSettings):
    """Described in .env.example."""

    public_url: str = ""
    max_messages_per_minute: int = Field(default=20, ge=0)
    max_event_messages_per_minute: int = Field(default=600, ge=0)
    staff_pause_minutes: int = Field(default=30, ge=0)

    telegram_token: SecretStr | None = None
    telegram_mode: Literal["webhook", "polling"] = "webhook"
    telegram_webhook_secret: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_messages_per_second: float = Field(default=25, gt=0)
    telegram_messages_per_second_of_chat: float = Field(default=1, gt=0)

    zalo_oa_app_id: str = ""
    zalo_oa_id: str = ""
    zalo_oa_app_secret: SecretStr | None = None
    zalo_oa_secret_key: SecretStr | None = None
    zalo_oa_refresh_token: SecretStr | None = None
    zalo_oa_connect_key: SecretStr | None = None
    zalo_oa_code_verifier: SecretStr | None = None
    zalo_oa_send_api: Literal["auto", "v3", "v2"] = "auto"
    zalo_oa_requests_per_minute: int = Field(default=100, ge=1)
    zalo_oa_refused_status: int = Field(default=200, ge=200, le=499)
    zalo_oa_api_url: str = "https://openapi.zalo.me"
    zalo_oa_login_url: str = "https://oauth.zaloapp.com"
    zalo_oa_verification: str = Field(default="", pattern=r"^[A-Za-z0-9_-]*$")

    zalo_bot_token: SecretStr | None = None
    zalo_bot_mode: Literal["webhook", "polling"] = "webhook"
    zalo_bot_webhook_secret: SecretStr | None = None
    zalo_bot_api_url: str = "https://bot-api.zaloplatforms.com"
    zalo_bot_requests_per_minute: int = Field(default=60, ge=1)

    @property
    def has_telegram(self) -> bool:
        """Is Telegram configured?"""
        return bool(self.secret("telegram_token")) and (
            self.telegram_mode == "polling" or bool(self.secret("telegram_webhook_secret"))
        )

    @property
    def has_zalo_oa(self) -> bool:
        """Is the Official Account configured?"""
        return bool(self.zalo_oa_app_id and self.secret("zalo_oa_app_secret"))

    @property
    def has_zalo_connect(self) -> bool:
        """May an officer connect the account on a page? Its passphrase is all that guards it."""
        return len(self.secret("zalo_oa_connect_key")) >= SHORTEST_KEY and bool(self.public_url)

    @property
    def has_zalo_bot(self) -> bool:
        """Is the Zalo Bot configured?"""
        return bool(self.secret("zalo_bot_token")) and (
            self.zalo_bot_mode == "polling" or bool(self.secret("zalo_bot_webhook_secret"))
        )

    @property
    def half_set(self) -> tuple[str, ...]:
        """The settings that are missing, or too short to keep anybody out, of channels that somebody began to set."""
        lacking: list[str] = []
        for name, mode in (("telegram", self.telegram_mode), ("zalo_bot", self.zalo_bot_mode)):
            secret = f"{name}_webhook_secret"
            if self.secret(f"{name}_token") and mode == "webhook" and len(self.secret(secret)) < SHORTEST_KEY:
                lacking.append(secret.upper())
        of_account = ("zalo_oa_app_id", "zalo_oa_app_secret")
        given = [bool(self.zalo_oa_app_id), bool(self.secret("zalo_oa_app_secret"))]
        if any(given):
            lacking += [name.upper() for name, is_given in zip(of_account, given, strict=True) if not is_given]
        key = self.secret("zalo_oa_connect_key")
        return (*lacking, "ZALO_OA_CONNECT_KEY") if 0 < len(key) < SHORTEST_KEY else tuple(lacking)

    def secret(self, name: str) -> str:
        """The value of a secret setting, blank when it is not set."""
        value: SecretStr | None = getattr(self, name)
        return value.get_secret_value() if value else ""
