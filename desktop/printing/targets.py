"""Where a finished document goes: a CUPS queue, a ZPL printer's port, or whatever else can ``submit`` a job.

Windows has no CUPS: there the window brings its own target, which draws ``render.page_images`` at the printer's
resolution.
"""

import asyncio
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from desktop.domain.errors import NotPossible, Unsure
from desktop.domain.labels import LabelFormat
from desktop.domain.papers import Placement
from desktop.printing import press
from desktop.printing.stock import Stock

_QUEUE_PATIENCE_S = 60.0  # a queue copies the job to its spool; longer means that something hangs
_PORT_PATIENCE_S = 20.0
_ZPL_PORT = 9100
_HEADS_DPI = (203, 300, 600)
_AS_IT_COMES = Placement()
_REQUEST = re.compile(r"request id is (\S+)")


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What to print. ``title`` is seen in queues and on other people's screens: no buyer data in it.

    ``content`` lies on ``stock`` as people read it; ``submit`` places it for the printer.
    """

    content: bytes
    kind: LabelFormat
    stock: Stock
    title: str
    copies: int = 1
    placement: Placement = _AS_IT_COMES


class PrintTarget(Protocol):
    """A printer. ``takes`` says whether it is given PDF or ZPL, ``dpi`` how fine its head is (for ZPL)."""

    @property
    def name(self) -> str: ...

    @property
    def takes(self) -> LabelFormat: ...

    @property
    def dpi(self) -> int: ...

    async def submit(self, job: PrintJob) -> str:
        """Place the job (``laid``) and hand it over; the queue's own job number or "".

        Raises ``NotPossible`` when nothing was printed, and ``Unsure`` when some of it may have been.
        """


async def laid(job: PrintJob, target: PrintTarget) -> PrintJob:
    """The job as a printer needs it: in its language, and its placement applied. Raises as ``zpl.placed``."""
    if LabelFormat.ZPL in {job.kind, target.takes}:
        content = await press.as_zpl(job.content, job.kind, job.placement, target.dpi)
        return replace(job, content=content, kind=LabelFormat.ZPL, placement=_AS_IT_COMES)
    content = await press.place(job.content, job.placement)
    return replace(job, content=content, stock=job.stock.turned(job.placement.turn), placement=_AS_IT_COMES)


@dataclass(frozen=True, slots=True)
class CupsQueue:
    """A print queue of Linux or macOS. It is given the PDF itself: drawn by us first, its barcodes would suffer."""

    name: str
    takes: LabelFormat = LabelFormat.PDF
    dpi: int = 203

    async def submit(self, job: PrintJob) -> str:
        """Through ``lp``, by standard input: no copy of a label is left in a temporary folder."""
        job = await laid(job, self)
        command = ["lp", "-d", self.name, "-n", str(job.copies), "-t", job.title, *_options(job)]
        done = await asyncio.to_thread(_run, command, job.content)
        if done.returncode != 0:
            raise NotPossible("print_failed", printer=self.name, reason=_words(done.stderr))
        found = _REQUEST.search(done.stdout.decode("utf-8", "replace"))
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class ZplPort:
    """A label printer on the network that reads ZPL on a TCP port."""

    host: str
    port: int = _ZPL_PORT
    dpi: int = 203
    takes: LabelFormat = LabelFormat.ZPL

    @property
    def name(self) -> str:
        return f"zpl://{self.host}:{self.port}"

    async def submit(self, job: PrintJob) -> str:
        """Write the labels to the port. A line cut half-way leaves it unknown how many came out."""
        job = await laid(job, self)
        try:
            async with asyncio.timeout(_PORT_PATIENCE_S):
                _, writer = await asyncio.open_connection(self.host, self.port)
        except (OSError, TimeoutError) as error:
            raise NotPossible("printer_unreachable", printer=self.name) from error
        try:
            async with asyncio.timeout(_PORT_PATIENCE_S):
                writer.write(job.content * job.copies)
                await writer.drain()
                writer.close()
                await writer.wait_closed()
        except (OSError, TimeoutError) as error:
            writer.transport.abort()
            raise Unsure("print_unsure", printer=self.name) from error
        return ""


@dataclass(frozen=True, slots=True)
class Printer:
    """A queue the system knows, as it may be offered for choice."""

    name: str
    default: bool = False


def target_of(name: str) -> PrintTarget:
    """The target behind a printer's name.

    ``zpl://host[:port][?dpi=300]`` is a label printer's own port, ``raw:NAME`` a queue that hands ZPL through to one;
    all else is a queue that takes PDF.

    Raises ``NotPossible("unknown_printer")`` for what cannot be a printer's name.
    """
    if name.lower().startswith("raw:"):
        return replace(_queue(name[4:]), takes=LabelFormat.ZPL)
    return _zpl_port(name) if name.lower().startswith("zpl://") else _queue(name)


def _queue(name: str) -> CupsQueue:
    if not name or name.startswith("-") or not name.isprintable():
        raise NotPossible("unknown_printer", printer=name[:60])
    return CupsQueue(name)


def _zpl_port(name: str) -> ZplPort:
    try:
        parts = urlsplit(name)
        host, port = parts.hostname, parts.port or _ZPL_PORT
        dpi = int(parse_qs(parts.query).get("dpi", ["203"])[0])
    except ValueError as error:
        raise NotPossible("unknown_printer", printer=name[:60]) from error
    if not host or dpi not in _HEADS_DPI:
        raise NotPossible("unknown_printer", printer=name[:60])
    return ZplPort(host, port, dpi)


async def printers() -> tuple[Printer, ...]:
    """The queues of this system, the default one marked; none where there is no CUPS or it does not answer."""
    try:
        listed = await asyncio.to_thread(_run, ["lpstat", "-e"], b"")
        default = await asyncio.to_thread(_run, ["lpstat", "-d"], b"")
    except (NotPossible, Unsure):
        return ()
    chosen = default.stdout.decode("utf-8", "replace").rpartition(": ")[2].strip()
    return tuple(Printer(name, name == chosen) for name in listed.stdout.decode("utf-8", "replace").split())


def _options(job: PrintJob) -> list[str]:
    if job.kind is LabelFormat.ZPL:
        return ["-o", "raw"]
    return ["-o", f"media={job.stock.media}", "-o", "print-scaling=none"]


def _run(command: Sequence[str], content: bytes) -> subprocess.CompletedProcess[bytes]:
    """A program of the print system, by argument list and never through a shell."""
    try:
        return subprocess.run(  # noqa: S603 - the first word is ours, the others are arguments
            command, input=content, capture_output=True, timeout=_QUEUE_PATIENCE_S, env=_environment(), check=False
        )
    except FileNotFoundError as error:
        raise NotPossible("no_print_system") from error
    except subprocess.TimeoutExpired as error:
        raise Unsure("print_unsure", printer=command[0]) from error


def _environment() -> Mapping[str, str]:
    """Answers in English, and the system's own libraries: a frozen program points to those it brought along."""
    env = {**os.environ, "LC_ALL": "C"}
    env.pop("LD_LIBRARY_PATH", None)
    if own := env.get("LD_LIBRARY_PATH_ORIG"):
        env["LD_LIBRARY_PATH"] = own
    return env


def _words(answer: bytes) -> str:
    """The print system's own words, as one short line."""
    return " ".join(answer.decode("utf-8", "replace").split())[:200]
