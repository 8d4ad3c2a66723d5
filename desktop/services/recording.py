"""The one rule of every ledger of prints: recorded before paper or file is there, put right when nothing came out."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from desktop.domain.errors import NotPossible
from desktop.printing.targets import PrintJob, PrintTarget
from desktop.services.files import Draft

Records = TypeVar("Records")
Record = Callable[[str], Awaitable[Records]]  # by the printer's name; fails when another window was first
Void = Callable[[Records, str], Awaitable[None]]  # with the code of what went wrong

TO_FILE = "PDF"  # what stands for the printer's name


async def to_file(path: Path, content: bytes, record: Record[Records], void: Void[Records]) -> Records:
    """Write the file whole or not at all. Raises ``NotPossible("file_not_written")`` and what ``record`` raises."""
    draft = await Draft.write(path, content)
    try:
        records = await record(TO_FILE)
    except BaseException:  # also when we are cancelled: no half-made file stays behind
        await draft.drop()
        raise
    try:
        await draft.publish()
    except NotPossible as error:
        await void(records, error.code)
        raise
    return records


async def to_target(
    target: PrintTarget, job: PrintJob, record: Record[Records], void: Void[Records]
) -> tuple[Records, str]:
    """Hand the job over; what was recorded, and the queue's own job number or "". Raises as ``PrintTarget.submit``.

    Where it is unsure what came out, the record stays: asking "again?" once too often costs less than two parcels
    under one number.
    """
    records = await record(target.name)
    try:
        return records, await target.submit(job)
    except NotPossible as error:  # certainly nothing came out
        await void(records, error.code)
        raise
