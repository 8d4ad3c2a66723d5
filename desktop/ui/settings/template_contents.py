"""What stands on a paper: language, title, size of the text, fields, and the seller's own lines."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QFormLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.domain.papers import Template
from desktop.services.papers.templates import LARGEST_PT, SMALLEST_PT, offered, usual
from desktop.ui.kit.fields import ComboBox, roomy
from desktop.ui.settings.template_fields import TemplateFields
from desktop.ui.settings.template_words import LANGUAGES


def tr(source: str) -> str:
    return QCoreApplication.translate("Templates", source)


class TemplateContents(QWidget):
    """``changed`` brings the name of a part of the template and its new value; ``language_chosen``: a language."""

    changed = Signal(str, object)
    language_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.language = ComboBox(tr("Language"))
        for key, name in LANGUAGES.items():
            self.language.addItem(name, key)
        self.title = QLineEdit()
        self.title.setAccessibleName(tr("Title"))
        self.text_size = QDoubleSpinBox()
        self.text_size.setAccessibleName(tr("Size of the text"))
        self.text_size.setRange(SMALLEST_PT, LARGEST_PT)
        self.text_size.setSingleStep(0.5)
        self.text_size.setDecimals(1)
        self.text_size.setSuffix(tr(" pt"))
        roomy(self.text_size)
        self.fields = TemplateFields()
        self.extra = QPlainTextEdit()
        self.extra.setAccessibleName(tr("Own lines at the bottom"))
        self.extra.setPlaceholderText(tr("Own lines at the bottom: thanks, returns, opening hours"))
        self.extra.setTabChangesFocus(True)
        self.extra.setMaximumHeight(72)
        self._lay_out()
        self.language.activated.connect(lambda _at: self.language_chosen.emit(self.language.currentData()))
        self.title.textEdited.connect(lambda text: self.changed.emit("title", text))
        self.text_size.valueChanged.connect(lambda value: self.changed.emit("text_pt", value))
        self.fields.changed.connect(lambda keys: self.changed.emit("fields", keys))
        self.extra.textChanged.connect(lambda: self.changed.emit("extra", self.extra.toPlainText()))

    def show_template(self, template: Template) -> None:
        """Another template; nothing is told."""
        was = self.blockSignals(True)
        self.language.setCurrentIndex(max(self.language.findData(template.language), 0))
        self.title.setText(template.title)
        self.title.setEnabled(bool(usual(template.kind, template.language).title))
        self.text_size.setValue(template.text_pt)
        self.extra.setPlainText(template.extra)
        self.fields.show_fields(template.fields, offered(template.kind))
        self.blockSignals(was)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        for label, field in (
            (tr("&Language"), self.language),
            (tr("&Title"), self.title),
            (tr("Text &size"), self.text_size),
        ):
            form.addRow(label, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(form)
        column.addWidget(self.fields, 1)
        column.addWidget(self.extra)
