"""Logs exist for support: a rotating file in the profile that can be sent to a stranger and gives nothing away."""

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

_ONE_MEGABYTE = 1024 * 1024
_KEPT_FILES = 4

# What must never be written down, whoever logs it: signed tokens, bearer headers, named secrets, e-mail addresses.
_NAMES = r"(?:[\w-]*token|[\w-]*secret|password|authorization|sign|api_?key)"
_SECRETS = (
    (re.compile(r"eyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?"), "[token]"),
    (re.compile(r"(?i)(bearer|basic)\s+[\w.~+/=-]+"), r"\1 [secret]"),
    (re.compile(rf"(?i)(\"?{_NAMES}\"?\s*[=:]\s*\"?)[^\s\"&,}}]{{6,}}"), r"\1[secret]"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[e-mail]"),
)


def redacted(text: str) -> str:
    """The text without anything that looks like a secret or a buyer's address."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class RedactingFormatter(logging.Formatter):
    """The last gate before the file: formats a record with its traceback, then redacts the whole."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


def start_logging(folder: Path, *, verbose: bool = False) -> Path:
    """Write ``backshop.log`` in ``folder`` (one megabyte, four older ones kept) and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "backshop.log"
    handler = RotatingFileHandler(path, maxBytes=_ONE_MEGABYTE, backupCount=_KEPT_FILES, encoding="utf-8")
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # Only our own words may be many: qasync would write whole answers and with them buyers, httpx whole addresses.
    logging.getLogger("desktop").setLevel(logging.DEBUG if verbose else logging.INFO)
    for name in ("httpx", "httpcore", "qasync", "asyncio", "pikepdf"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return path
