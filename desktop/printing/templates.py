"""How our papers look before the seller changes anything: the templates that come with the program."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypedDict

from desktop.domain.errors import NotPossible
from desktop.domain.papers import DocumentKind, Template

FOLDER = Path(__file__).parents[2] / "resources" / "templates"
LANGUAGES = ("en", "fr", "es", "pt", "id", "ar")
# The platform's own label has no template, and nobody changes how a calibration page looks.
KINDS = tuple(kind for kind in DocumentKind if kind is not DocumentKind.LABEL)


class _Sheet(TypedDict):
    """A file of the folder: ``shown`` and ``offered`` are fields, ``words`` texts by language and key."""

    text_pt: float
    shown: list[str]
    offered: list[str]
    words: dict[str, dict[str, str]]


def usual(kind: DocumentKind, language: str = "en") -> Template:
    """The template of a paper in one language (``pt-BR`` is read as ``pt``; English where we have no words).

    Raises ``NotPossible("no_template")`` for the platform's own label.
    """
    sheet = _read(kind)
    spoken = spoken_language(language)
    words = sheet["words"][spoken]
    return Template(
        kind,
        spoken,
        tuple(sheet["shown"]),
        {key: text for key, text in words.items() if key != "title"},
        words.get("title", ""),
        text_pt=sheet["text_pt"],
    )


def offered(kind: DocumentKind) -> tuple[str, ...]:
    """All fields a paper can show, in their usual order; ``Template.fields`` is a choice of them."""
    return tuple(_read(kind)["offered"])


def spoken_language(language: str) -> str:
    """The language of ours that is nearest: ``fr`` for ``fr_CA``, ``en`` for one that we do not speak."""
    spoken = language.replace("_", "-").partition("-")[0].lower()
    return spoken if spoken in LANGUAGES else "en"


def calibration_words(language: str) -> Mapping[str, str]:
    """The texts of the calibration page."""
    return _sheet("calibration")["words"][spoken_language(language)]


def _read(kind: DocumentKind) -> _Sheet:
    if kind is DocumentKind.LABEL:
        raise NotPossible("no_template", kind=kind.value)
    return _sheet(kind.value)


@cache
def _sheet(name: str) -> _Sheet:
    sheet: _Sheet = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return sheet
