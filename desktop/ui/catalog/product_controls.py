"""Typed controls for what a category asks: every one shows and tells a text, however it is entered."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.products import AttributeKind, CategoryAttribute, Choice
from desktop.domain.typed_values import read_moment, read_number
from desktop.services.draft_judgement import Manner
from desktop.ui.kit.fields import ComboBox, clearable
from desktop.ui.kit.theme import theme

YES, NO = "yes", "no"
_FEW = 12  # so many choices are seen at a glance
_ROW = 20


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductControls", source)


def finding(completer: QCompleter, name: str) -> QCompleter:
    """A completer that finds letters anywhere in a choice, in the house style."""
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    popup = QListView()
    popup.setAccessibleName(name)
    theme().dress(popup)
    completer.setPopup(popup)
    return completer


class ChoiceBox(ComboBox):
    """A combo box for a page that scrolls: the wheel belongs to the page until the box has the focus."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _Labelled(QWidget):
    """``edited`` brings the value as text: what the platform is sent, several choices line by line.

    Each kind has a ``show_value`` that shows a value without telling anybody.
    """

    edited = Signal(str)

    def __init__(self, attribute: CategoryAttribute, inner: QWidget) -> None:
        super().__init__()
        self.attribute, self.inner = attribute, inner
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(inner)
        inner.setAccessibleName(attribute.label)
        self.setFocusProxy(inner)


class LineControl(_Labelled):
    """Text, a number or a day; the last two are put into the platform's way of writing when the line is left."""

    def __init__(self, attribute: CategoryAttribute, how: Manner) -> None:
        self._line, self._how = QLineEdit(), how
        super().__init__(attribute, self._line)
        if attribute.kind is AttributeKind.DATE:
            self._line.setPlaceholderText(tr("2026-03-10"))
        self._line.textChanged.connect(lambda text: self.edited.emit(self._read(text)))

    def show_value(self, value: str) -> None:
        if self._read(self._line.text()) != value:
            self._line.setText(value)

    def _read(self, text: str) -> str:
        """What is meant; a text that means nothing stays as it is, and is found wrong."""
        if self.attribute.kind is AttributeKind.NUMBER and text.strip():
            figure = read_number(text, self._how.style).value
            return text if figure is None else format(figure, "f")
        if self.attribute.kind is AttributeKind.DATE and text.strip():
            moment = read_moment(text, self._how.zone, self._how.style).value
            return text if moment is None else f"{moment.astimezone(self._how.zone):%Y-%m-%d}"
        return text


class LongControl(_Labelled):
    """Several lines of text."""

    def __init__(self, attribute: CategoryAttribute) -> None:
        self._text = QPlainTextEdit()
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(92)
        super().__init__(attribute, self._text)
        self._text.textChanged.connect(lambda: self.edited.emit(self._text.toPlainText()))

    def show_value(self, value: str) -> None:
        if self._text.toPlainText() != value:
            self._text.setPlainText(value)


class ChoiceControl(_Labelled):
    """One of the choices, found by typing where they are many; another value where the platform takes one."""

    def __init__(self, attribute: CategoryAttribute, choices: Sequence[Choice]) -> None:
        self._box, self._choices = ChoiceBox(attribute.label), tuple(choices)
        super().__init__(attribute, self._box)
        self._box.addItem("", "")
        for one in self._choices:
            self._box.addItem(one.label, one.value)
        self._is_free = attribute.kind is AttributeKind.CHOICE and (attribute.takes_other or len(choices) > _FEW)
        if self._is_free:
            self._make_typed()
        self._box.activated.connect(lambda _at: self._tell())

    def _make_typed(self) -> None:
        line = QLineEdit()
        line.setAccessibleName(self.attribute.label)
        line.setPlaceholderText(tr("Type to find"))
        self._box.setEditable(True)
        self._box.setInsertPolicy(ComboBox.InsertPolicy.NoInsert)
        self._box.setLineEdit(line)
        self._box.setCompleter(finding(QCompleter(self._box.model(), self._box), self.attribute.label))
        self._box.editTextChanged.connect(lambda _text: self._tell())

    def show_value(self, value: str) -> None:
        if self._value() == value:
            return
        self._box.blockSignals(True)
        at = self._box.findData(value)
        self._box.setCurrentIndex(at)
        if at < 0 and self._is_free:
            self._box.setEditText(value)
        elif at < 0:  # what is not offered is shown all the same: it is what the product says
            self._box.addItem(value, value)
            self._box.setCurrentIndex(self._box.count() - 1)
        self._box.blockSignals(False)

    def _tell(self) -> None:
        self.edited.emit(self._value())

    def _value(self) -> str:
        if not self._is_free:
            return str(self._box.currentData() or "")
        text = self._box.currentText().strip()
        return next((one.value for one in self._choices if one.label.casefold() == text.casefold()), text)


class ChoicesControl(_Labelled):
    """Several of the choices, as a list to be ticked; a line above finds among many."""

    def __init__(self, attribute: CategoryAttribute) -> None:
        self._list = QListWidget()
        super().__init__(attribute, self._list)
        self._loading = False
        for one in attribute.choices:
            self._add(one)
        self._list.setFixedHeight(min(max(len(attribute.choices), 2), 6) * _ROW + 8)
        self._list.itemChanged.connect(lambda _item: None if self._loading else self.edited.emit(self._value()))
        if len(attribute.choices) > _FEW:
            self._add_search()

    def _add(self, one: Choice, *, ticked: bool = False) -> None:
        item = QListWidgetItem(one.label, self._list)
        item.setData(Qt.ItemDataRole.UserRole, one.value)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def _add_search(self) -> None:
        line = QLineEdit()
        line.setPlaceholderText(tr("Type to find"))
        line.setAccessibleName(tr("Find among the choices of {field}").format(field=self.attribute.label))
        clearable(line)
        line.textChanged.connect(self._filter)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, line)

    def _filter(self, words: str) -> None:
        for item in self._items():
            is_ticked = item.checkState() is Qt.CheckState.Checked
            item.setHidden(words.casefold() not in item.text().casefold() and not is_ticked)

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(at) for at in range(self._list.count())]

    def show_value(self, value: str) -> None:
        if self._value() == value:
            return
        self._loading = True
        wanted = [one.strip() for one in value.splitlines() if one.strip()]
        known = {str(item.data(Qt.ItemDataRole.UserRole)) for item in self._items()}
        for item in self._items():
            ticked = item.data(Qt.ItemDataRole.UserRole) in wanted
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        for other in wanted:
            if other not in known:
                self._add(Choice(other, other), ticked=True)
        self._loading = False

    def _value(self) -> str:
        ticked = [one for one in self._items() if one.checkState() is Qt.CheckState.Checked]
        return "\n".join(str(one.data(Qt.ItemDataRole.UserRole)) for one in ticked)


Control = LineControl | LongControl | ChoiceControl | ChoicesControl


def control_of(attribute: CategoryAttribute, how: Manner) -> Control:
    """The control that fits what is asked."""
    if attribute.kind is AttributeKind.LONG_TEXT:
        return LongControl(attribute)
    if attribute.kind is AttributeKind.CHOICES and attribute.choices:
        return ChoicesControl(attribute)
    if attribute.kind is AttributeKind.YES_NO:
        return ChoiceControl(attribute, attribute.choices or (Choice(YES, tr("Yes")), Choice(NO, tr("No"))))
    if attribute.choices:
        return ChoiceControl(attribute, attribute.choices)
    return LineControl(attribute, how)
