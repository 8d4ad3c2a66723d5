"""The sheet that finds and replaces texts in the chosen cells, or in a whole column, and counts before it changes."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from desktop.domain.catalog_grid import Field
from desktop.domain.replacing import Replacement, replaced
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.format import counted, number


def tr(source: str) -> str:
    return QCoreApplication.translate("ReplaceSheet", source)


Texts = Mapping[tuple[int, Field], str]


class ReplaceSheet(Sheet):
    """``texts`` are those of the cells looked at; ``found`` what would be typed."""

    def __init__(self, parent: QWidget, texts: Texts) -> None:
        sentence = tr("{n} cells that can be edited are looked at: those you chose, or all of the view.")
        super().__init__(parent, tr("Find and replace"), sentence.format(n=number(len(texts))), action=tr("Replace"))
        self._texts = texts
        self.found: dict[tuple[int, Field], str | None] = {}
        self.wanted, self.instead = QLineEdit(), QLineEdit()
        self.whole, self.case = QCheckBox(tr("Whole cells only")), QCheckBox(tr("Match capitals"))
        self.summary = plain_label("", role="muted", wrap=True)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        for title, line in ((tr("Find"), self.wanted), (tr("Replace with"), self.instead)):
            line.setAccessibleName(title)
            form.addRow(plain_label(title), line)
            line.textChanged.connect(lambda _text: self.look())
        self.body.addLayout(form)
        for box in (self.whole, self.case):
            self.body.addWidget(box)
            box.toggled.connect(lambda _on: self.look())
        self.body.addWidget(self.summary)
        self.wanted.setFocus()
        self.look()

    def look(self) -> None:
        """Search anew and count."""
        how = Replacement(
            self.wanted.text(), self.instead.text(), whole=self.whole.isChecked(), match_case=self.case.isChecked()
        )
        found = {cell: replaced(text, how) for cell, text in self._texts.items()} if how.find else {}
        self.found = {cell: text for cell, text in found.items() if text is not None}
        self.action.setEnabled(bool(self.found))
        count = len(self.found)
        self.summary.setText(counted(count, tr("1 cell found"), tr("{n} cells found")) if how.find else "")
