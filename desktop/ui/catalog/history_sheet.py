"""The sheet "Why is this 3?": the chain behind one value, newest first, to be read and copied."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QBrush, QGuiApplication
from PySide6.QtWidgets import QTreeWidgetItem, QWidget

from desktop.services.draft_judgement import Manner
from desktop.services.history import Story
from desktop.ui.catalog.history_words import Line, as_text, is_bare, line, sentence, subject, title
from desktop.ui.catalog.push_lines import Lines
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import Sheet, plain_label, plain_tip
from desktop.ui.kit.theme import Tone, color


def tr(source: str) -> str:
    return QCoreApplication.translate("HistorySheet", source)


class HistorySheet(Sheet):
    """Nothing can be changed in it; Enter and Escape close it."""

    def __init__(self, parent: QWidget, story: Story, how: Manner) -> None:
        super().__init__(parent, title(story, how), subject(story), action=tr("Close"))
        self.resize(920, 500)
        self._story, self._how = story, how
        titles = (tr("When"), tr("What happened"), tr("Value"), tr("More about it"))
        self.list = Lines(tr("History"), titles, (136, 200, 150, 300))
        self.list.addTopLevelItems([_item(line(story, entry, how)) for entry in story.entries])
        self.list.setMinimumHeight(180)
        self.body.addWidget(self.list, 1)
        self.detail = plain_label("", wrap=True)
        self.said = plain_label(_remark(story), role="muted", wrap=True)
        self.body.addWidget(self.detail)
        self.body.addWidget(self.said)
        self.list.currentItemChanged.connect(lambda item, _old: self._show(item))
        self.back.setText(tr("Copy as text"))
        self.back.clicked.disconnect()
        self.back.clicked.connect(self.copy)
        self.list.setFocus()
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)

    def _show(self, item: QTreeWidgetItem | None) -> None:
        """The chosen line in full: a marketplace may say more than the list has room for."""
        at = self.list.indexOfTopLevelItem(item) if item is not None else -1
        self.detail.setText(sentence(self._story, self._story.entries[at], self._how) if at >= 0 else "")

    def copy(self) -> None:
        """The whole chain onto the clipboard."""
        QGuiApplication.clipboard().setText(as_text(self._story, self._how))
        self.back.setText(tr("Copied"))


def _remark(story: Story) -> str:
    if is_bare(story):
        return tr("Nothing has changed since the first reading. Every change from now on is kept here.")
    return tr("A change made at the marketplace is seen at the next sync, so its time may be later than the change.")


def _item(one: Line) -> QTreeWidgetItem:
    item = QTreeWidgetItem([one.when, one.what.text, one.change, one.note])
    item.setIcon(1, icons.icon(one.what.icon, str(one.what.tone)))
    for at in (0, 3):
        item.setForeground(at, QBrush(color("muted")))
    item.setToolTip(3, plain_tip(one.note))
    item.setToolTip(1, plain_tip(one.what.text))
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in (one.when, one.what.text) if part))
    if one.what.tone is Tone.WARNING:
        item.setForeground(3, QBrush(color(str(Tone.WARNING))))
    return item
