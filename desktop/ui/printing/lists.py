"""The labels of a plan as a list: what is printed, what is not and why, in plain words."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem

from desktop.services.labels import PlannedLabel, PrintPlan
from desktop.ui.kit import icons, reasons
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import Tone, theme

_MOST = 1000


def tr(source: str) -> str:
    return QCoreApplication.translate("PrintLists", source)


class PlanList(QTreeWidget):
    """One line per parcel, in the sequence of the pages; the ones that stay out come first."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Labels"))
        self.setHeaderLabels([tr("Order"), tr("Tracking"), tr("Label")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        theme().dress(self.verticalScrollBar())
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for at, width in enumerate((116, 150)):
            self.header().resizeSection(at, width)

    def show_plan(self, plan: PrintPlan, *, again: bool) -> None:
        """Say of each label what will become of it."""
        self.clear()
        entries: Sequence[PlannedLabel] = [*plan.problems, *plan.printable]
        self.addTopLevelItems([_line(entry, again=again) for entry in entries[:_MOST]])


def _line(entry: PlannedLabel, *, again: bool) -> QTreeWidgetItem:
    words, icon, tone = _fate(entry, again=again)
    line = QTreeWidgetItem([entry.number, entry.tracking_number, words])
    line.setIcon(0, icons.icon(icon, tone))
    line.setToolTip(2, words)
    return line


def _fate(entry: PlannedLabel, *, again: bool) -> tuple[str, str, Tone]:
    if entry.problem:
        return reasons.code_sentence(entry.problem, entry.params), "error", Tone.DANGER
    if not entry.already_printed:
        return tr("Will be printed"), "label", Tone.SUCCESS
    times = number(entry.label.printed if entry.label else 0)
    if again:
        return tr("Printed {n} times before; will be printed again").format(n=times), "printer", Tone.WARNING
    return tr("Already printed ({n}); stays out").format(n=times), "printer", Tone.NEUTRAL
