"""The entries of a plan as a list: what is printed, what is not and why, in plain words."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem

from desktop.services.labels import PlannedLabel, PrintPlan
from desktop.ui.kit import icons, reasons
from desktop.ui.kit.dialogs import plain_tip
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import Tone, theme
from desktop.ui.printing.documents import Plan, Planned

_MOST = 1000


def tr(source: str) -> str:
    return QCoreApplication.translate("PrintLists", source)


class PlanList(QTreeWidget):
    """One line per parcel or order, in the sequence of the pages; the ones that stay out come first."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Labels"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        theme().dress(self.verticalScrollBar())
        self._name_columns(tr("Tracking"), tr("Label"))
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for at, width in enumerate((142, 150)):
            self.header().resizeSection(at, width)

    def show_printed(self, plan: PrintPlan, *, unsure: bool) -> None:
        """The labels that went to the printer, in the sequence of their pages."""
        self.clear()
        words = tr("May have been printed") if unsure else tr("Sent to the printer")
        for entry in plan.printable[:_MOST]:
            copy = tr("{sent}, copy {n}").format(sent=words, n=_times(entry)) if entry.already_printed else words
            self.addTopLevelItem(_row(entry, copy, "printer", Tone.WARNING if unsure else Tone.SUCCESS))

    def show_plan(self, plan: Plan, *, again: bool) -> None:
        """Say of each entry what will become of it."""
        self.clear()
        is_labels = isinstance(plan, PrintPlan)
        self._name_columns(tr("Tracking") if is_labels else tr("Items"), tr("Label") if is_labels else tr("Paper"))
        entries: Sequence[Planned] = [*plan.problems, *plan.printable]
        self.addTopLevelItems([_line(entry, again=again) for entry in entries[:_MOST]])

    def _name_columns(self, second: str, third: str) -> None:
        self.setHeaderLabels([tr("Order"), second, third])


def _line(entry: Planned, *, again: bool) -> QTreeWidgetItem:
    return _row(entry, *_fate(entry, again=again))


def _row(entry: Planned, words: str, icon: str, tone: Tone) -> QTreeWidgetItem:
    second = entry.tracking_number if isinstance(entry, PlannedLabel) else entry.items
    line = QTreeWidgetItem([entry.number, second, words])
    line.setIcon(0, icons.icon(icon, tone))
    line.setToolTip(2, plain_tip(words))
    return line


def _fate(entry: Planned, *, again: bool) -> tuple[str, str, Tone]:
    if entry.problem == "already_printed":
        return tr("Already printed ({n}); stays out").format(n=_times(entry)), "printer", Tone.NEUTRAL
    if entry.problem:
        params = entry.params if isinstance(entry, PlannedLabel) else {}
        return reasons.code_sentence(entry.problem, params), "error", Tone.DANGER
    if not entry.already_printed:
        return tr("Will be printed"), "label", Tone.SUCCESS
    if again:
        once, often = tr("Printed once before; again now"), tr("Printed {n} times before; again now")
        return counted(_prints(entry), once, often), "printer", Tone.WARNING
    return tr("Already printed ({n}); stays out").format(n=_times(entry)), "printer", Tone.NEUTRAL


def _times(entry: Planned) -> str:
    return number(_prints(entry))


def _prints(entry: Planned) -> int:
    if isinstance(entry, PlannedLabel):
        return entry.label.printed if entry.label else 0
    return entry.printed
