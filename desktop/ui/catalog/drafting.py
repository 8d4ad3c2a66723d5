"""From what was typed to drafts on disk: shown at once, saved in order, one undo step for each thing done."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.catalog_grid import Address, DraftCounts, Field
from desktop.ui.catalog.columns import Flying
from desktop.ui.catalog.grid import Grid
from desktop.ui.catalog.selection import Chosen, Kept
from desktop.ui.catalog.steps import Step, Steps
from desktop.ui.kit import reasons, tasks
from desktop.ui.kit.format import number
from desktop.ui.kit.listing import Listing
from desktop.ui.kit.theme import Tone

if TYPE_CHECKING:
    from desktop.domain.catalog_grid import GridQuery
    from desktop.services.draft_judgement import Manner
    from desktop.services.drafts import DraftService, NotTaken, Taken

Texts = Mapping[tuple[int, Field], str | None]


class Drafting(QObject):
    """``counted`` brings the numbers of drafts after each save; ``saving`` how many saves are still on their way."""

    counted = Signal(object)
    saving = Signal(int)
    notice = Signal(str, str, str, object)
    stepped = Signal()

    def __init__(self, grid: Grid, listing: "Listing[GridQuery]", flying: Flying, how: "Manner") -> None:
        super().__init__(grid)
        self._grid, self._listing, self._flying, self._how = grid, listing, flying, how
        self._steps = Steps()
        self._waiting = 0
        self._shown: Chosen | None = None  # what the last undo or redo chose

    def start(self, drafts: "DraftService") -> None:
        """The loop runs: count what was left from the last time."""
        import asyncio  # late: see ``kit.tasks``

        self._drafts = drafts
        self._in_order = asyncio.Lock()  # what was typed later is saved later
        self._listing.loaded.connect(self.count)
        self.count()

    def count(self) -> None:
        tasks.run(self, self._count())

    def type(self, texts: Texts, title: str, kept: Kept | None = None) -> None:
        """Show these texts at once and save them; cells that cannot be edited are told, never dropped in silence.

        ``kept`` is what an undo chooses again: what is chosen now, if nothing else is said.
        """
        if not texts:
            return
        self._flying.update(texts)
        self._grid.paged.reformat()
        self._run(self._type(dict(texts), title, kept or self._grid.kept()))

    def work_out(self, texts: Callable[[], Awaitable[Texts]], title: str) -> None:
        """Type what follows from other cells; it is worked out when all that was typed before is on disk."""
        self._run(self._work_out(texts, title, self._grid.kept()))

    def put(self, texts: Mapping[Address, str | None], title: str) -> None:
        """Texts by what they are about, also where no row of them is shown, as one step."""
        if texts:
            self._run(self._put(dict(texts), title, self._grid.kept()))

    async def take(self, work: Callable[[], "Awaitable[Taken]"], title: str) -> "Taken":
        """Let somebody else type, in order with what is typed here, as one step; answers when all of it is shown."""
        self._waiting += 1
        self.saving.emit(self._waiting)
        try:
            async with self._in_order:
                taken = await work()
                if taken.after:
                    self._add(Step(title, taken.before, taken.after, self._grid.kept(), taken.times))
                await self._show({})
        finally:
            self._finish()
        self._tell_not_taken(taken.not_taken, len(taken.after) + len(taken.not_taken))
        return taken

    def undo(self) -> None:
        """Take the last step back."""
        self._run(self._step(self._grid.chosen, undo=True))

    def redo(self) -> None:
        self._run(self._step(self._grid.chosen, undo=False))

    @property
    def undo_title(self) -> str:
        return self._steps.undo_title

    @property
    def redo_title(self) -> str:
        return self._steps.redo_title

    def discard_all(self) -> None:
        """Take every draft back, as one step."""
        self._run(self._discard_all())

    def forget_steps(self) -> None:
        """What was sent is taken back elsewhere."""
        self._steps.clear()
        self.stepped.emit()

    async def settled(self) -> None:
        """Until everything typed so far is on disk."""
        async with self._in_order:
            return

    def _run(self, work: Awaitable[None]) -> None:
        self._waiting += 1
        self.saving.emit(self._waiting)
        task = tasks.run(self, self._saved(work), keeps=True)
        task.add_done_callback(lambda _: self._finish())

    def _finish(self) -> None:
        self._waiting -= 1
        if tasks.alive(self):
            self.saving.emit(self._waiting)

    async def _saved(self, work: Awaitable[None]) -> None:
        async with self._in_order:
            await work

    async def _type(self, texts: dict[tuple[int, Field], str | None], title: str, kept: Kept) -> None:
        taken = await self._drafts.type(texts, self._how)
        if taken.after or taken.before:
            self._add(Step(title, taken.before, taken.after, kept, taken.times))
        await self._show(texts)
        self._tell_not_taken(taken.not_taken, len(texts))

    async def _work_out(self, texts: Callable[[], Awaitable[Texts]], title: str, kept: Kept) -> None:
        found = await texts()
        if found:
            await self._type(dict(found), title, kept)

    async def _put(self, texts: dict[Address, str | None], title: str, kept: Kept) -> None:
        taken = await self._drafts.put(texts, self._how)
        self._add(Step(title, taken.before, taken.after, kept, taken.times))
        await self._show({})

    async def _step(self, chosen: Chosen, *, undo: bool) -> None:
        """Whoever chose something else while others were saved keeps that; what he types belongs there."""
        step = self._steps.undo() if undo else self._steps.redo()
        if step is None:
            self.notice.emit(self.tr("Nothing to undo") if undo else self.tr("Nothing to redo"), Tone.NEUTRAL, "", None)
            return
        await self._drafts.put(step.before if undo else step.after, self._how, step.times if undo else None)
        if self._grid.chosen in (chosen, self._shown) and not self._grid.editing.is_open:
            if self._grid.choose_kept(step.kept):
                self._grid.reveal(self._grid.chosen.current)
            self._shown = self._grid.chosen
        await self._show({})
        self.stepped.emit()

    async def _discard_all(self) -> None:
        taken: Taken = await self._drafts.discard_all()
        if taken.before:
            self._add(Step(self.tr("Discard all changes"), taken.before, taken.after, self._grid.kept(), taken.times))
        await self._show({})

    def _add(self, step: Step) -> None:
        changed = {address for address, text in step.before.items() if step.after.get(address) != text}
        if changed:
            self._steps.add(step)
            self.stepped.emit()

    async def _show(self, texts: Texts) -> None:
        """Read the rows on screen anew; only then what was flying has landed."""
        if self._waiting <= 1:
            self._flying.clear()
        else:
            for cell, text in texts.items():  # a newer text for the same cell still flies
                if self._flying.get(cell) == text:
                    del self._flying[cell]
        await self._listing.reread()
        await self._count()

    async def _count(self) -> None:
        counts: DraftCounts = await self._drafts.counts()
        self.counted.emit(counts)

    def _tell_not_taken(self, not_taken: "tuple[NotTaken, ...]", of: int) -> None:
        if not not_taken:
            return
        code, _count = Counter(one.code for one in not_taken).most_common(1)[0]
        why = reasons.code_sentence(code)
        if of == 1:
            self.notice.emit(why, Tone.WARNING, "", None)
            return
        words = self.tr("{n} of {all} cells cannot be edited and stay as they were. Most of them: {why}")
        told = words.format(n=number(len(not_taken)), all=number(of), why=why)
        self.notice.emit(told, Tone.WARNING, "", None)
