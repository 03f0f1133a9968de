"""Log lines: one JSON object a line on standard error; ids, codes and times, never text of a message or a token."""

from __future__ import annotations

import logging
import sys
import traceback

import structlog


def described(problem: BaseException) -> dict[str, str]:
    """An unexpected error for a log line: its type and its place; its message may quote what a person wrote."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if "/channels/" in frame.filename] or frames
    place = f"{ours[-1].filename.rpartition('/')[2]}:{ours[-1].lineno}" if ours else ""
    return {"error": type(problem).__name__, "at": place}


def configure_logs() -> None:
    """Set up structlog and silence the libraries that would log addresses, which hold conversation ids."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    for name in ("httpx", "httpcore", "uvicorn.access", "dbos"):
        logging.getLogger(name).setLevel(logging.WARNING)
