"""The settings: sections at the left, a page at the right; each choice is kept as it is made."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.papers import DocumentKind
from desktop.ui.kit import icons
from desktop.ui.kit.theme import Mode, scaled, theme

if TYPE_CHECKING:
    from desktop.services.build import Services


def tr(source: str) -> str:
    return QCoreApplication.translate("Settings", source)


class Section(NamedTuple):
    """One entry at the left; ``build`` makes its page when it is first looked at."""

    key: str
    title: str
    icon: str
    build: Callable[["SettingsSheet"], QWidget]
    scrolls: bool = True


def _appearance(sheet: "SettingsSheet") -> QWidget:
    from desktop.ui.settings.appearance import AppearancePage

    return AppearancePage(sheet.choose_colours)


def _printing(sheet: "SettingsSheet") -> QWidget:
    from desktop.ui.settings.printing import PrintingPage

    page = PrintingPage(sheet.services, sheet.kind)
    page.changed.connect(sheet.printing_changed)
    return page


def _templates(sheet: "SettingsSheet") -> QWidget:
    from desktop.ui.settings.templates import TemplatesPage

    return TemplatesPage(sheet.services)


def _deadlines(sheet: "SettingsSheet") -> QWidget:
    from desktop.ui.deadlines.page import DeadlinesPage

    page = DeadlinesPage(sheet.services)
    sheet.finished.connect(page.flush)
    return page


def _computer(sheet: "SettingsSheet") -> QWidget:
    from desktop.ui.settings.computer import ComputerPage

    return ComputerPage(sheet.services.profile)


def sections() -> tuple[Section, ...]:
    """In the order of the list."""
    return (
        Section("appearance", tr("Appearance"), "eye", _appearance),
        Section("printing", tr("Printing"), "printer", _printing),
        Section("templates", tr("Templates"), "file", _templates, scrolls=False),
        Section("deadlines", tr("Deadlines"), "clock", _deadlines, scrolls=False),
        Section("computer", tr("On this computer"), "folder", _computer),
    )


class SettingsSheet(QDialog):
    """Colours are the window's to choose: ``choose_colours`` is told the mode. ``printing_changed``: a print setup."""

    printing_changed = Signal()

    def __init__(
        self,
        window: QWidget,
        services: "Services",
        choose_colours: Callable[[Mode], None],
        section: str = "appearance",
        kind: DocumentKind = DocumentKind.LABEL,
    ) -> None:
        super().__init__(window)
        self.services, self.choose_colours, self.kind = services, choose_colours, kind
        self.setWindowTitle(tr("Settings"))
        self.resize(QSize(1040, 700))
        theme().dress(self)
        self._sections = sections()
        self.pages: dict[str, QWidget] = {}
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Sections"))
        self.list.setObjectName("sections")
        self.list.setFixedWidth(190)
        self.list.setIconSize(QSize(18, 18))
        self.stack = QStackedWidget()
        self.done_button = QPushButton(tr("Done"))
        self.done_button.setProperty("kind", "primary")
        self.done_button.clicked.connect(self.accept)
        self._lay_out()
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow([one.key for one in self._sections].index(section))

    def start(self) -> None:
        """The pages read what they need when they are built."""
        self.list.setFocus()

    def done(self, code: int) -> None:
        """What is still being typed is kept, too: its field loses the focus first."""
        self.done_button.setFocus()
        for page in self.pages.values():
            if (flush := getattr(page, "flush", None)) is not None:
                flush()
        super().done(code)

    def _lay_out(self) -> None:
        heading = QLabel(tr("Settings"))
        heading.setFont(scaled(self.font(), 1.3, QFont.Weight.DemiBold))
        for one in self._sections:
            item = QListWidgetItem(icons.icon(one.icon, "muted"), one.title)
            item.setSizeHint(QSize(0, 36))
            self.list.addItem(item)
        side = QVBoxLayout()
        side.setSpacing(12)
        side.addWidget(heading)
        side.addWidget(self.list, 1)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.done_button)
        main = QVBoxLayout()
        main.setSpacing(14)
        main.addWidget(self.stack, 1)
        main.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 20, 20, 18)
        row.setSpacing(22)
        row.addLayout(side)
        row.addLayout(main, 1)

    def _show(self, at: int) -> None:
        section = self._sections[at]
        if section.key not in self.pages:
            page = section.build(self)
            self.pages[section.key] = _scrolled(page) if section.scrolls else page
            self.stack.addWidget(self.pages[section.key])
        self.stack.setCurrentWidget(self.pages[section.key])


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    page.setObjectName("scrolled")
    area.setWidget(page)
    return area
