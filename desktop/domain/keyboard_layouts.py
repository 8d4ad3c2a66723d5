"""Keyboard slips: a scanner types as if every keyboard were American, so elsewhere its codes come out garbled.

Each layout is written down as the characters its keys give, key by key in the sequence of an American keyboard; a
space stands where a key gives none of its own. Read backwards it tells which keys the scanner pressed.
"""

from collections.abc import Iterator, Mapping

_KEYS = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
_SHIFTED = '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'

# (without Shift, with Shift)
_LAYOUTS: tuple[tuple[str, str], ...] = (
    (  # French
        "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!",
        " 1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
    ),
    (  # German
        "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-",
        "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
    ),
    (  # Spanish
        "º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-",
        'ª!"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_',
    ),
    (  # Portuguese (Portugal)
        "\\1234567890'«qwertyuiop+´~asdfghjklçºzxcvbnm,.-",
        '|!"#$%&/()=?»QWERTYUIOP*`^ASDFGHJKLÇªZXCVBNM;:_',
    ),
    (  # Portuguese (Brazil)
        "'1234567890-=qwertyuiop´[]asdfghjklç~zxcvbnm,.;",
        '"!@#$%¨&*()_+QWERTYUIOP`{}ASDFGHJKLÇ^ZXCVBNM<>:',
    ),
    (  # Arabic; B is a key of two letters, see below
        "ذ1234567890-=ضصثقفغعهخحجد\\شسيبلاتنمكطئءؤر ىةوزظ",
        "ّ!@#$%^&*)(_+ًٌَُ إ`÷×؛<>|ٍِ][ أـ،/: ~ْ}{ آ'،.؟",
    ),
)
_ARABIC_B = "لا"


def slips(typed: str) -> Iterator[str]:
    """What an American keyboard would have typed with the same keys, for each layout where that is something else."""
    for reading in _READINGS:
        meant = "".join(reading.get(sign, sign) for sign in typed.replace(_ARABIC_B, "b"))
        if meant != typed:
            yield meant


def _reading(plain: str, shifted: str) -> Mapping[str, str]:
    pairs = [*zip(shifted, _SHIFTED, strict=False), *zip(plain, _KEYS, strict=True)]
    return {typed: meant for typed, meant in pairs if typed != " "}


_READINGS = tuple(_reading(*layout) for layout in _LAYOUTS)
