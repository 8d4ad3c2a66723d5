"""Asks for a name."""

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.ui.kit.dialogs import Sheet, plain_label


class NameSheet(Sheet):
    """One line to type in; the button waits until there is something in it."""

    def __init__(self, parent: QWidget, title: str, action: str, name: str, label: str) -> None:
        super().__init__(parent, title, action=action)
        self.line = QLineEdit(name)
        self.line.setMaxLength(60)
        self.line.setAccessibleName(label)
        self.line.setPlaceholderText(label)
        self.line.selectAll()
        self.line.textChanged.connect(self._judge)
        self.body.addWidget(self.line)
        self._judge()
        self.line.setFocus()

    def name(self) -> str:
        return " ".join(self.line.text().split())

    def hint(self, words: str) -> QLabel:
        """What the name is for, in small words."""
        return plain_label(words, role="muted", wrap=True)

    def _judge(self) -> None:
        self.action.setEnabled(bool(self.name()))
