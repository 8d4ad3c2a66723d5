"""ZPL as commands: what begins with a caret or a tilde, with its parameters, label by label."""

import re
from dataclasses import dataclass

from desktop.domain.errors import NotPossible
from desktop.printing.document import MAX_BYTES

# What many label makers begin with: it sets the language's signs to what they are anyway.
_USUAL_SIGNS = re.compile(r"^\s*(?:[\^~]?CT~~CD,~CC\^~CT~)?")
_COMMAND = re.compile(r"([\^~])([A-Z@][A-Z0-9@])([^\^~]*)", re.IGNORECASE)
# They set up the printer and change nothing of what stands on the label.
SETTINGS = frozenset(["MM", "MN", "MT", "MD", "PR", "PO", "PW", "LL", "JS", "JU", "JZ", "SD", "TA", "ML"])
_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Command:
    """``name`` is two letters, for ``^A`` its font follows as the second. ``text`` is all up to the next command."""

    name: str
    text: str

    def parameter(self, at: int, usual: str = "") -> str:
        """A parameter by its place (from 0)."""
        parts = self.text.split(",")
        return parts[at].strip() or usual if at < len(parts) else usual

    def number(self, at: int, usual: int) -> int:
        """A parameter in dots. Raises ``NotPossible`` (needs_zpl_printer) for what is no number."""
        told = self.parameter(at)
        if not told:
            return usual
        if not re.fullmatch(r"-?\d{1,7}", told):
            raise needs_printer(f"^{self.name}")
        return int(told)


def needs_printer(part: str) -> NotPossible:
    """Only a printer that knows the whole language can tell what this means."""
    return NotPossible("needs_zpl_printer", part=part[:20])


def labels(content: bytes) -> list[list[Command]]:
    """The commands of each label. Raises ``NotPossible`` (needs_zpl_printer, with ``part``)."""
    if len(content) > MAX_BYTES:
        raise needs_printer("size")
    text = _USUAL_SIGNS.sub("", _decoded(content), count=1)
    found: list[list[Command]] = []
    current: list[Command] | None = None
    for sign, name, parameters in _COMMAND.findall(text):
        command = Command(name.upper(), parameters.strip("\r\n"))
        if command.name == "XA":
            current = []
        elif command.name == "XZ":
            found.append(current or [])
            current = None
        elif current is not None:
            current.append(command)
        elif command.name not in SETTINGS:
            raise needs_printer(sign + command.name)
    if current is not None or sum(map(len, found)) > _MOST:
        raise needs_printer("^XZ")
    return found


def _decoded(content: bytes) -> str:
    """UTF-8 where the label says so (``^CI28``) or is it anyway; what else it might be, a printer must tell."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise needs_printer("^CI") from error
    if not text.isascii() and not re.search(r"\^CI28", text, re.IGNORECASE):
        raise needs_printer("^CI")
    return text
