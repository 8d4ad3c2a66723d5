"""Did it print? Paper jams: the seller says from which label on it has to be printed again."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.services.labels import PrintPlan
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import Sheet
from desktop.ui.kit.format import number
from desktop.ui.printing.lists import PlanList


def tr(source: str) -> str:
    return QCoreApplication.translate("DidItPrint", source)


class DidItPrint(Sheet):
    """Accepted with ``first()`` set: print again from there on; accepted without: all is well."""

    def __init__(self, parent: QWidget, plan: PrintPlan, printer: str, *, unsure: bool = False) -> None:
        sentence = (
            tr("The connection to {printer} broke. Look at the paper: choose the first label that is missing.")
            if unsure
            else tr("{n} labels went to {printer}. If the paper jammed, choose the first label that is missing.")
        )
        count = len(plan.printable)
        one = tr("One label went to {printer}. If the paper jammed, choose it and print it again.")
        words = (one if count == 1 and not unsure else sentence).format(n=number(count), printer=printer)
        super().__init__(parent, tr("Did it print?"), words, action=tr("Yes, all of them"))
        self.setMinimumWidth(620)
        self._from = 0
        self.list = PlanList()
        self.list.setAccessibleName(tr("Printed labels, in the sequence of the pages"))
        self.list.show_printed(plan, unsure=unsure)
        self.list.setMinimumHeight(260)
        self.again = QPushButton(tr("Print again from the chosen label"))
        icons.put(self.again, "printer")
        self.again.setEnabled(False)
        self.again.clicked.connect(self._print_again)
        self.list.itemSelectionChanged.connect(lambda: self.again.setEnabled(bool(self.list.selectedItems())))
        self.body.addWidget(self.list)
        self.body.addWidget(self.again)

    def first(self) -> int:
        """The label to begin with, from 1; 0 when nothing is missing."""
        return self._from

    def _print_again(self) -> None:
        self._from = self.list.indexOfTopLevelItem(self.list.selectedItems()[0]) + 1
        self.accept()
