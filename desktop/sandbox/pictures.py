"""Pictures of the practice goods, as a marketplace's own file servers have them: drawn when asked for, all invented."""

import io
from contextvars import ContextVar
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote
from zlib import crc32

from starlette.types import Receive, Scope, Send

from desktop.sandbox.answer import Answer

PICTURES = "/_pictures"
HOME: ContextVar[str] = ContextVar("HOME", default="https://images.example")
"""Where the platform that is answering is served."""

SIDE = 480
_GROUNDS = ("#f3e9dc", "#e3eef6", "#e8f1e4", "#f6e5e5", "#ece7f5", "#fbf3d4")
_COLOURS = ("#b4532a", "#1f6f8b", "#3f7d4e", "#a83246", "#5d4a9c", "#c08a1e", "#37474f")


def picture_address(name: str) -> str:
    """Where the picture of these goods lies; the same name has the same picture."""
    return f"{HOME.get()}{PICTURES}/{quote(name, safe='')}.png"


async def serve_picture(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer GET of a picture to anybody, as file servers do."""
    path = PurePosixPath(scope["path"])
    if scope["method"] != "GET" or path.suffix != ".png":
        await Answer(404).send(send)
        return
    headers = (("content-type", "image/png"), ("cache-control", "max-age=86400"))
    await Answer(200, drawn(path.stem), headers).send(send)


@lru_cache(maxsize=512)
def drawn(name: str) -> bytes:
    """A PNG: the first word of a name decides the thing, the whole name its colours."""
    from PIL import Image, ImageDraw  # only who looks at pictures waits for it

    ground, colour = _GROUNDS[crc32(name.encode()) % len(_GROUNDS)], _COLOURS[crc32(name[::-1].encode()) % 7]
    picture = Image.new("RGB", (SIDE, SIDE), ground)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((110, 396, 370, 426), fill="#d9d2c7")  # its shadow
    for shape, box, paint in _THINGS[crc32(name.partition("-")[0].encode()) % len(_THINGS)]:
        fill = {"body": colour, "light": "#ffffff", "dark": "#3a3a3a"}[paint]
        if shape == "ring":
            pen.ellipse(box, outline=fill, width=26)
        elif shape == "round":
            pen.ellipse(box, fill=fill)
        else:
            pen.rounded_rectangle(box, radius=26, fill=fill)
    kept = io.BytesIO()
    picture.save(kept, "PNG", optimize=True)
    return kept.getvalue()


_Part = tuple[str, tuple[int, int, int, int], str]
_THINGS: tuple[tuple[_Part, ...], ...] = (
    (
        ("ring", (280, 190, 400, 330), "body"),
        ("box", (120, 150, 320, 410), "body"),
        ("box", (150, 180, 176, 360), "light"),
    ),
    (
        ("box", (190, 70, 290, 150), "dark"),
        ("box", (150, 130, 330, 410), "body"),
        ("box", (172, 230, 308, 330), "light"),
    ),
    (
        ("round", (90, 90, 390, 300), "body"),
        ("box", (226, 290, 254, 400), "dark"),
        ("box", (150, 388, 330, 412), "dark"),
    ),
    (
        ("ring", (170, 70, 310, 230), "dark"),
        ("box", (100, 160, 380, 412), "body"),
        ("box", (130, 270, 350, 300), "light"),
    ),
    (
        ("box", (80, 200, 400, 330), "body"),
        ("round", (110, 300, 200, 412), "dark"),
        ("round", (280, 300, 370, 412), "dark"),
    ),
    (
        ("round", (90, 200, 390, 412), "body"),
        ("box", (60, 220, 420, 260), "dark"),
        ("round", (214, 150, 266, 222), "dark"),
    ),
)
