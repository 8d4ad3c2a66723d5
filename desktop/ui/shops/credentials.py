"""The form of one platform's credentials, built from its manifest: nothing here knows which platform it is."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from desktop.ui.kit import icons, tasks
from desktop.ui.kit.dialogs import choose_file, plain_label
from desktop.ui.kit.fields import ComboBox, clearable
from desktop.ui.ports import CredentialField, Manifest

LARGEST_FILE = 30_000  # characters a line of text can hold; a key file has some 2,400


def tr(source: str) -> str:
    return QCoreApplication.translate("CredentialForm", source)


def words(source: str) -> str:
    """A text of a manifest, for the translators' context of manifests."""
    return QCoreApplication.translate("Manifest", source)


class CredentialForm(QWidget):
    """``changed`` after every key; ``is_complete`` says whether a try makes sense."""

    changed = Signal()
    trouble = Signal(str)  # what was wrong with a chosen file; empty: nothing

    def __init__(self, manifest: Manifest) -> None:
        super().__init__()
        self._manifest = manifest
        self.fields: dict[str, QLineEdit | ComboBox] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(10)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for field in manifest.credentials:
            self._add(field)
        self.address = QLineEdit(manifest.default_base_url)
        self.address.setAccessibleName(tr("Address of the marketplace"))
        self.address.textChanged.connect(self.changed)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("the shop's own name"))
        self.name.setAccessibleName(tr("Name of this login"))
        self._advanced = self._fold()

    def values(self) -> dict[str, str]:
        """What was typed, by the key of the field."""
        return {key: _text(field).strip() for key, field in self.fields.items()}

    def is_complete(self) -> bool:
        """Every required field is filled and long enough to be right."""
        typed = self.values()
        return all(_long_enough(field, typed) for field in self._manifest.credentials) and bool(self.address.text())

    def mark(self, key: str) -> None:
        """Show which field is wrong and go there."""
        for name, field in self.fields.items():
            field.setProperty("problem", "true" if name == key else "false")
            field.style().unpolish(field)
            field.style().polish(field)
        if key in self.fields:
            self.fields[key].setFocus()

    def fill(self, values: Mapping[str, str]) -> None:
        """Put values into their fields."""
        for key, value in values.items():
            field = self.fields.get(key)
            if isinstance(field, QLineEdit):
                field.setText(value)

    def after_required(self, widget: QWidget) -> None:
        """Put something below the fields that must be filled: what is optional stands in for it."""
        required = [place for place, field in enumerate(self._manifest.credentials) if field.required]
        self._form.insertRow(max(required, default=-1) + 1, widget)

    def forget(self) -> None:
        """Take secrets off the screen as soon as they have been used."""
        for field in self._manifest.credentials:
            widget = self.fields[field.key]
            if field.secret and isinstance(widget, QLineEdit):
                widget.clear()

    def _add(self, field: CredentialField) -> None:
        entry = _entry(field)
        self.fields[field.key] = entry
        label = QLabel(words(field.title))
        label.setBuddy(entry)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(entry, 1)
        if isinstance(entry, QLineEdit):
            entry.textChanged.connect(self.changed)
            if field.is_file:
                row.addWidget(self._chooser(entry, words(field.title)))
            if field.secret:
                row.addWidget(_eye(entry, words(field.title)))
        else:
            entry.currentIndexChanged.connect(self.changed)
        column.addLayout(row)
        column.addWidget(plain_label(words(field.help), role="faint", wrap=True))
        self._form.addRow(label, box)

    def _chooser(self, entry: QLineEdit, name: str) -> QToolButton:
        """Puts a file's text into the field, so that nobody has to open a key file and copy from it."""
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setText(tr("Choose file\N{HORIZONTAL ELLIPSIS}"))
        button.setAccessibleName(tr("Choose a file for {field}").format(field=name))
        icons.put(button, "file")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(lambda: tasks.run(self, self._choose(entry, name)))
        return button

    async def _choose(self, entry: QLineEdit, name: str) -> None:
        if chosen := await choose_file(self, name, tr("All files (*)")):
            self._take_file(entry, Path(chosen))

    def _take_file(self, entry: QLineEdit, path: Path) -> None:
        """Read the file; what is far too large to be a key, or no text, leaves the field empty and says so."""
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise ValueError("too large")
            entry.setText(path.read_text("utf-8-sig").strip())
            self.trouble.emit("")
        except (OSError, ValueError):
            entry.clear()
            self.trouble.emit(tr("{file} could not be read as a key file.").format(file=path.name))

    def _fold(self) -> QWidget:
        """What hardly anybody needs, behind one button."""
        opener = QToolButton()
        opener.setText(tr("Advanced"))
        opener.setProperty("kind", "quiet")
        opener.setCheckable(True)
        box = QWidget()
        inner = QFormLayout(box)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for title, field in ((tr("Address of the marketplace"), self.address), (tr("Name of this login"), self.name)):
            label = QLabel(title)
            label.setBuddy(field)
            inner.addRow(label, field)
        box.setVisible(False)
        opener.toggled.connect(box.setVisible)
        self._form.addRow(opener)
        self._form.addRow(box)
        return box


def _entry(field: CredentialField) -> "QLineEdit | ComboBox":
    if field.choices:
        box = ComboBox(words(field.title))
        for choice in field.choices:
            box.addItem(choice, choice)
        return box
    line = QLineEdit()
    line.setAccessibleName(words(field.title))
    if not field.secret:
        clearable(line)
    else:
        line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


def _eye(line: QLineEdit, name: str) -> QToolButton:
    """Shows a secret while it is pressed down, to see whether the right thing was pasted."""
    button = QToolButton()
    button.setCheckable(True)
    button.setProperty("kind", "quiet")
    button.setAccessibleName(tr("Show {field}").format(field=name))
    icons.put(button, "eye")

    def show(on: bool) -> None:
        line.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        icons.put(button, "eye_off" if on else "eye")

    button.toggled.connect(show)
    return button


def _text(field: "QLineEdit | ComboBox") -> str:
    return field.text() if isinstance(field, QLineEdit) else str(field.currentData())


def _long_enough(field: CredentialField, typed: Mapping[str, str]) -> bool:
    length = len(typed[field.key])
    return length >= max(field.minimum_length, 1) or (not field.required and not length)
