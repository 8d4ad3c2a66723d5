"""Tags on the selected orders: typed to find or to make one, ticked for all of them, in colours of the seller's own."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QWidget,
)

from desktop.domain.tags import LONGEST_TAG, Tag, TagColour, tag_name
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import theme

_NAME = Qt.ItemDataRole.UserRole
_ROW, _SHOWN = 32, 7


def tr(source: str) -> str:
    return QCoreApplication.translate("Tags", source)


def colour_words() -> Mapping[TagColour, str]:
    return {
        TagColour.GREY: tr("Grey"),
        TagColour.RED: tr("Red"),
        TagColour.ORANGE: tr("Orange"),
        TagColour.YELLOW: tr("Yellow"),
        TagColour.GREEN: tr("Green"),
        TagColour.TEAL: tr("Teal"),
        TagColour.BLUE: tr("Blue"),
        TagColour.PURPLE: tr("Purple"),
        TagColour.PINK: tr("Pink"),
    }


class TagAnswer(NamedTuple):
    """Names to put on all orders, names to take off all, and the tags that are new or have another colour."""

    add: tuple[str, ...]
    remove: tuple[str, ...]
    colours: dict[str, TagColour]


class TagSheet(Sheet):
    """Enter ticks the first match, or makes a tag of what was typed; Enter on an empty line is the main button."""

    forget_wanted = Signal(str)

    def __init__(self, parent: QWidget, count: int, tags: Sequence[Tag], on: Mapping[str, int]) -> None:
        one, many = tr("Tags of this order"), tr("Tags of {n} orders")
        super().__init__(parent, counted(count, one, many), action=tr("Apply"))
        self._before: dict[str, Qt.CheckState] = {tag.name: _state(on.get(tag.name, 0), count) for tag in tags}
        self._colours = {tag.name: tag.colour for tag in tags}
        self._recoloured: dict[str, TagColour] = {}
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST_TAG)
        self.line.setAccessibleName(tr("Find or make a tag"))
        self.line.setPlaceholderText(tr("Find or make a tag"))
        self.line.textChanged.connect(self._find)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Tags"))
        self.list.setUniformItemSizes(True)
        self.list.setFixedHeight(_ROW * _SHOWN + 6)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_menu)
        self.list.currentItemChanged.connect(self._show_colour)
        for tag in tags:
            item = self._add(tag.name, self._before[tag.name])
            if self._before[tag.name] is Qt.CheckState.PartiallyChecked:
                some = tr("{n} of {all}").format(n=number(on[tag.name]), all=number(count))
                item.setText(f"{tag.name}   \N{MIDDLE DOT}   {some}")
        self.body.addWidget(self.line)
        self.body.addWidget(self.list)
        self.body.addLayout(self._build_colours())
        self.list.setCurrentRow(0)
        self.line.setFocus()

    def answer(self) -> TagAnswer:
        """What is to change; a tag that only some orders have, and whose tick was not touched, stays as it is."""
        now = {name: item.checkState() for name, item in self._items().items()}
        add = tuple(name for name, state in now.items() if state is Qt.CheckState.Checked and self._was(name) != state)
        off = tuple(
            name for name, state in now.items() if state is Qt.CheckState.Unchecked and self._was(name) != state
        )
        return TagAnswer(add, off, dict(self._recoloured))

    def forget(self, name: str) -> None:
        """The tag is gone from everywhere."""
        if item := self._items().get(name):
            self.list.takeItem(self.list.row(item))
            self._before.pop(name, None)
            self._recoloured.pop(name, None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list, Enter ticks, while the words keep the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.line.text().strip():
                self._take()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)

    def _take(self) -> None:
        """Tick what was found, else make it."""
        name = tag_name(self.line.text())
        shown = self._shown()
        exact = next((item for item in shown if item.data(_NAME).casefold() == name.casefold()), None)
        current = self.list.currentItem()
        found = exact or (current if current in shown else None)
        if found is None and name:
            self._colours[name] = self._recoloured[name] = self._rarest()
            found = self._add(name, Qt.CheckState.Unchecked)
        if found is not None:
            ticked = found.checkState() is Qt.CheckState.Checked
            found.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
            self.line.clear()
            self.list.setCurrentItem(found)

    def _rarest(self) -> TagColour:
        """The colour that the fewest tags have."""
        used = list(self._colours.values())
        return min((one for one in TagColour if one is not TagColour.GREY), key=used.count)

    def _step(self, by: int) -> None:
        shown = self._shown()
        current = self.list.currentItem()
        if shown:
            at = shown.index(current) if current in shown else -by
            self.list.setCurrentItem(shown[(at + by) % len(shown)])

    def _find(self, typed: str) -> None:
        """Only tags with these letters; the first of them is what Enter takes."""
        words = tag_name(typed).casefold()
        for item in self._items().values():
            item.setHidden(words not in item.data(_NAME).casefold())
        shown = self._shown()
        self.list.setCurrentItem(shown[0] if shown else None)  # type: ignore[arg-type]

    def _add(self, name: str, state: Qt.CheckState) -> QListWidgetItem:
        item = QListWidgetItem(name)
        item.setData(_NAME, name)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(state)
        item.setSizeHint(QSize(0, _ROW))
        self._tint(item, self._colours.get(name, TagColour.GREY))
        self.list.addItem(item)
        return item

    def _tint(self, item: QListWidgetItem, colour: TagColour) -> None:
        item.setIcon(icons.icon("tag", f"tag_{colour}"))

    def _items(self) -> dict[str, QListWidgetItem]:
        rows = (self.list.item(at) for at in range(self.list.count()))
        return {str(item.data(_NAME)): item for item in rows}

    def _shown(self) -> list[QListWidgetItem]:
        return [item for item in self._items().values() if not item.isHidden()]

    def _was(self, name: str) -> Qt.CheckState:
        return self._before.get(name, Qt.CheckState.Unchecked)

    def _build_colours(self) -> QHBoxLayout:
        """One dot for each colour: that of the tag that is marked in the list."""
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(plain_label(tr("Colour"), role="muted"))
        row.addSpacing(8)
        self._dots = QButtonGroup(self)
        self.colour_buttons: dict[TagColour, QToolButton] = {}
        for colour, word in colour_words().items():
            dot = QToolButton()
            dot.setCheckable(True)
            dot.setProperty("kind", "flag")
            dot.setAccessibleName(tr("Colour: {colour}").format(colour=word))
            dot.setToolTip(word)
            icons.put(dot, "tag", f"tag_{colour}")
            dot.clicked.connect(lambda _checked=False, colour=colour: self._recolour(colour))
            self._dots.addButton(dot)
            self.colour_buttons[colour] = dot
            row.addWidget(dot)
        row.addStretch()
        return row

    def _show_colour(self) -> None:
        item = self.list.currentItem()
        for dot in self.colour_buttons.values():
            dot.setEnabled(item is not None)
        if item is not None:
            self.colour_buttons[self._colours.get(str(item.data(_NAME)), TagColour.GREY)].setChecked(True)

    def _recolour(self, colour: TagColour) -> None:
        item = self.list.currentItem()
        if item is not None:
            name = str(item.data(_NAME))
            self._colours[name] = self._recoloured[name] = colour
            self._tint(item, colour)

    def _on_menu(self, at: object) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        name = str(item.data(_NAME))
        menu = QMenu(self)
        theme().dress(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        action = menu.addAction(icons.icon("trash"), tr("Delete this tag everywhere"))
        action.triggered.connect(lambda: self.forget_wanted.emit(name))
        menu.popup(self.list.viewport().mapToGlobal(self.list.visualItemRect(item).bottomLeft()))


def _state(having: int, count: int) -> Qt.CheckState:
    """All of them, none, or some."""
    if not having:
        return Qt.CheckState.Unchecked
    return Qt.CheckState.Checked if having == count else Qt.CheckState.PartiallyChecked
