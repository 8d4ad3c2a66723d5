"""How our papers look: the usual templates with what the seller changed, the logo, each shop's sender address."""

import base64
import binascii
import locale
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from desktop.domain.papers import DocumentKind, Template
from desktop.printing import press, templates

LANGUAGES = templates.LANGUAGES
KINDS = templates.KINDS
SMALLEST_PT, LARGEST_PT = 6.0, 16.0
_MOST_WORDS = 200  # characters of one text
_MOST_EXTRA = 2000
_LOGO, _SENDER, _TEMPLATE = "papers.logo", "papers.sender.", "papers.template."


class Settings(Protocol):
    """Where it is remembered."""

    async def get(self, key: str) -> object | None: ...
    async def put(self, key: str, value: object | None) -> None: ...
    async def with_prefix(self, prefix: str) -> dict[str, object]: ...


class Templates:
    """Reads and keeps templates; one logo serves all papers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def get(self, kind: DocumentKind) -> Template:
        """The template as the seller left it, with the logo."""
        kept = await self._settings.get(_TEMPLATE + kind.value)
        return replace(changed(kind, kept), logo=await self.logo())

    async def put(self, template: Template) -> None:
        """Remember what differs from the usual one; the logo is kept by ``choose_logo``."""
        await self._settings.put(_TEMPLATE + template.kind.value, changes_of(template) or None)

    async def reset(self, kind: DocumentKind) -> Template:
        """Forget what was changed."""
        await self._settings.put(_TEMPLATE + kind.value, None)
        return await self.get(kind)

    # --- logo and sender ----------------------------------------------------------------------------------------------
    async def logo(self) -> bytes:
        """The picture on all papers; empty for none."""
        kept = await self._settings.get(_LOGO)
        try:
            return base64.b64decode(str(kept or ""), validate=True)
        except binascii.Error:
            return b""

    async def choose_logo(self, content: bytes) -> None:
        """Keep a PNG or JPEG; empty takes it off. Raises ``NotPossible``: ``logo_too_large``, ``logo_unreadable``."""
        if content:
            await press.check_logo(content)
        await self._settings.put(_LOGO, base64.b64encode(content).decode() or None)

    async def senders(self) -> dict[str, tuple[str, ...]]:
        """The sender's lines as typed, by shop id."""
        kept = await self._settings.with_prefix(_SENDER)
        return {key.removeprefix(_SENDER): lines_of(str(text)) for key, text in kept.items()}

    async def put_sender(self, shop_id: str, text: str) -> None:
        """Remember a shop's own name and address, one line each; empty: the shop's name alone."""
        await self._settings.put(_SENDER + shop_id, text.strip()[:_MOST_EXTRA] or None)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text without empty ones."""
    return tuple(line for part in text.splitlines() if (line := part.strip()))


def usual(kind: DocumentKind, language: str = "") -> Template:
    """The template before anything is changed, in the language of this computer if none is named."""
    return templates.usual(kind, language or locale.getlocale()[0] or "en")


def offered(kind: DocumentKind) -> tuple[str, ...]:
    """All fields this paper can show."""
    return templates.offered(kind)


def changed(kind: DocumentKind, kept: object) -> Template:
    """The usual template with the seller's changes; what cannot be read stays as usual."""
    found: Mapping[str, Any] = kept if isinstance(kept, Mapping) else {}
    base = usual(kind, str(found.get("language", "")))
    words, fields = found.get("words"), found.get("fields")
    offered = templates.offered(kind)
    return replace(
        base,
        fields=tuple(one for one in fields if one in offered) if isinstance(fields, list) else base.fields,
        words={**base.words, **_texts(words, base.words)},
        title=str(found.get("title", base.title))[:_MOST_WORDS],
        extra=str(found.get("extra", ""))[:_MOST_EXTRA],
        text_pt=_size(found.get("text_pt"), base.text_pt),
    )


def changes_of(template: Template) -> dict[str, object]:
    """What differs from the usual template of its language, as JSON values; the language only where it was chosen."""
    base = usual(template.kind, template.language)
    words = {key: text for key, text in template.words.items() if text != base.words.get(key)}
    found: dict[str, object] = {}
    if template.language != usual(template.kind).language:
        found["language"] = template.language
    if template.fields != base.fields:
        found["fields"] = list(template.fields)
    if words:
        found["words"] = words
    for name in ("title", "extra", "text_pt"):
        if getattr(template, name) != getattr(base, name):
            found[name] = getattr(template, name)
    return found


def _texts(words: object, known: Mapping[str, str]) -> dict[str, str]:
    found = words if isinstance(words, Mapping) else {}
    return {key: str(text)[:_MOST_WORDS] for key, text in found.items() if key in known}


def _size(value: object, usual_pt: float) -> float:
    return float(value) if isinstance(value, int | float) and SMALLEST_PT <= value <= LARGEST_PT else usual_pt
