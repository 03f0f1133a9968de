"""Who runs a command, and when."""

from __future__ import annotations

import getpass
from argparse import Namespace
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from knowledge.commands.parser import Parser


@dataclass(frozen=True, slots=True)
class Signature:
    """Stands beside everything that is written down."""

    by: str
    at: datetime


def add_signature(parser: Parser, *, required: bool = False) -> None:
    """Declare `--by`; where it may be left out it is the login name."""
    parser.add_argument("--by", metavar="NAME", required=required, type=_name, help=parser.say("argument_by"))


def signature(arguments: Namespace) -> Signature:
    """The name given, or the login name, and the time now."""
    return Signature(arguments.by or _login(), datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")))


def _name(text: str) -> str:
    if not text.strip():
        raise ValueError("a name")
    return " ".join(text.split())


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        return ""
