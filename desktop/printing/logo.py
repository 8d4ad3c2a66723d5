"""A seller's logo is a stranger's picture, too: small enough, and really one, before any paper shows it."""

import io

from PIL import Image, UnidentifiedImageError

from desktop.domain.errors import NotPossible

MAX_BYTES = 512 * 1024
MAX_PIXELS = 2000  # on the longer side


def check_logo(content: bytes) -> None:
    """Raises ``NotPossible``: ``logo_too_large`` (with ``most`` in KB and ``pixels``), ``logo_unreadable``."""
    too_large = NotPossible("logo_too_large", most=str(MAX_BYTES // 1024), pixels=str(MAX_PIXELS))
    if len(content) > MAX_BYTES:
        raise too_large
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if max(picture.size) > MAX_PIXELS:
                raise too_large
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotPossible("logo_unreadable") from error
