"""Log lines: one JSON object a line on standard error; ids, codes and times, never text of a message or a token."""

from __future__ import annotations

import logging
import sys

import structlog


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
