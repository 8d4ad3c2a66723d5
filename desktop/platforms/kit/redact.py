"""Redaction: what of a platform's words may be shown, and what of a broken answer may be kept for support."""

import re

# Words that describe an answer without describing anybody: what servers, proxies and log-in pages say of themselves.
_VOCABULARY = """
    html head title body h1 h2 p div span script style meta link hr center br doctype public xml version encoding utf
    charset content type text json http https error errors message messages code status bad gateway service unavailable
    internal server timeout time out not found forbidden unauthorized access denied too many requests rate limit
    exceeded maintenance please try again later moved permanently temporarily cloudflare nginx apache kong varnish
    captcha login sign in true false null the a is was of to on for
"""
_HARMLESS = frozenset(_VOCABULARY.split())
_KEY = re.compile(r'"[A-Za-z_]\w{0,40}"\s*:')
_WORD = re.compile(r"\w+")
_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_OPAQUE = re.compile(r"(?i)\bbearer\s+\S+|[A-Za-z0-9_\-+/=.~]{20,}")
_UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PHONE = re.compile(r"\+\d[\d ()-]{6,}\d")


def sketch(body: bytes, limit: int = 300) -> str:
    """The shape of an answer: its punctuation, keys and harmless words; every other word is blotted out."""
    text = body[: limit * 4].decode("utf-8", "replace")
    kept: list[str] = []
    end = 0
    for key in _KEY.finditer(text):
        kept += _blot(text[end : key.start()]), key.group()
        end = key.end()
    kept.append(_blot(text[end:]))
    return " ".join("".join(kept).split())[:limit]


def clean(message: str, limit: int = 300) -> str:
    """A platform's own words as plain text of one line, without e-mail addresses, phone numbers and tokens."""
    text = " ".join(message.split())
    for pattern in (_E_MAIL, _PHONE):
        text = pattern.sub("***", text)
    text = _OPAQUE.sub(lambda found: found.group() if _UUID.fullmatch(found.group()) else "***", text)
    return "".join(letter for letter in text if letter.isprintable())[:limit]


def _blot(text: str) -> str:
    return _WORD.sub(lambda word: word.group() if word.group().lower() in _HARMLESS else "x", text)
