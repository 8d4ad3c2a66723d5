"""Which pages can be understood without a browser: the judge is strict, because a part that is missing is not seen."""

import re

from desktop.domain.errors import LabelRefused
from desktop.domain.labels import LabelProblem
from desktop.printing.webpage.tree import Element

# They are drawn by scripts, loaded from elsewhere or filled in by people.
_UNKNOWN = frozenset((
    "applet", "audio", "base", "button", "canvas", "embed", "frame", "frameset", "iframe", "input", "math",
    "meter", "object", "picture", "progress", "select", "svg", "template", "textarea", "video",
))  # fmt: skip
_HARMLESS = re.compile(r"\s*(?:(?:window\.)?(?:print|focus|close)\(\)\s*;?\s*)*", re.IGNORECASE)
_DATA = re.compile(r"application/(?:ld\+)?json|text/template", re.IGNORECASE)
# What moves, hides or replaces things; letters and borders may be lost, their place and their words may not.
_LAYOUT = re.compile(
    r"position\s*:\s*(?!static)|float\s*:\s*(?!none)|display\s*:\s*(?:none|(?:inline-)?(?:flex|grid))|transform\s*:|"
    r"visibility\s*:\s*(?:hidden|collapse)|writing-mode|content\s*:|@import|@font-face|barcode|"
    r"url\(\s*[\"']?(?!data:)|column-count|overflow\s*:\s*(?:hidden|clip)|rotate\s*:|direction\s*:\s*rtl",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def check(page: Element) -> None:
    """Raises ``LabelRefused`` (needs_browser, with ``part``) where the page is more than what is written in it."""
    for element in page.all():
        if part := _unknown_part(element):
            raise LabelRefused(LabelProblem.NEEDS_BROWSER, part=part)


def _unknown_part(element: Element) -> str:
    tag, told = element.tag, element.attributes
    if tag == "script":
        harmless = not told.get("src") and (_DATA.match(told.get("type", "")) or _HARMLESS.fullmatch(element.text))
        return "" if harmless else "script"
    if tag in _UNKNOWN and not (tag == "input" and told.get("type", "").lower() == "hidden"):
        return tag
    if tag == "link" and "stylesheet" in told.get("rel", "").lower():
        return "stylesheet"
    if tag == "img" and not told.get("src", "").lower().startswith("data:"):
        return "remote picture"
    if tag in {"td", "th"} and told.get("rowspan", "1").strip() not in {"", "1"}:
        return "rowspan"
    return _unknown_behaviour(element)


def _unknown_behaviour(element: Element) -> str:
    told = element.attributes
    if element.tag == "meta" and told.get("http-equiv", "").lower() == "refresh":
        return "refresh"
    if any(name.startswith("on") and not _HARMLESS.fullmatch(text) for name, text in told.items()):
        return "script"
    if told.keys() & {"hidden", "background"} or told.get("dir", "").lower() == "rtl":
        return "layout"
    style = element.text if element.tag == "style" else told.get("style", "")
    return "layout" if _LAYOUT.search(_COMMENT.sub("", style)) else ""
