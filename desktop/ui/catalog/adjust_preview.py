"""The first results of an adjustment, before and after, and above them the rows for which there is none."""

from itertools import islice

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from desktop.domain.catalog_grid import Field
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.figures import Reckoned, told
from desktop.ui.kit import icons, reasons
from desktop.ui.kit.dialogs import plain_tip
from desktop.ui.kit.theme import color

SEEN = 50  # results listed; the rest is counted
SEEN_FAILED = 10


def tr(source: str) -> str:
    return QCoreApplication.translate("AdjustPreview", source)


class AdjustPreview(QTreeWidget):
    """Rows as they would become."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("What would change"))
        self.setHeaderLabels([tr("Row"), tr("Now"), tr("Then")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setMinimumHeight(200)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setStretchLastSection(False)
        for at in (1, 2):
            self.header().resizeSection(at, 140)

    def show_outcomes(self, found: Reckoned, of: Field, how: Manner) -> None:
        """The first of them."""
        self.clear()
        for one in islice(found.failed, SEEN_FAILED):
            item = self._item(
                f"{one.line.name} \N{EN DASH} {reasons.code_sentence(one.why.code, one.why.params)}", "", ""
            )
            item.setFirstColumnSpanned(True)
            item.setForeground(0, QBrush(color("danger")))
            item.setIcon(0, icons.icon("error", "danger"))
            item.setToolTip(0, plain_tip(item.text(0)))
        for done in islice(found.outcomes, SEEN):
            self._item(done.line.name, told(done.before, of, done.line, how), told(done.after, of, done.line, how))

    def _item(self, *texts: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(list(texts))
        for at in (1, 2):
            item.setTextAlignment(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.addTopLevelItem(item)
        return item
