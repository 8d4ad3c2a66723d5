"""The way a parcel has come, in the detail of its order: what was told last, and a button to ask now."""

from PySide6.QtCore import QCoreApplication, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from desktop.domain.traces import OrderTrace, ParcelTrace
from desktop.ui.kit import icons, reasons
from desktop.ui.kit.cards import Section, clear, rule, selectable
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import ago, moment, moment_both
from desktop.ui.ports import Clock


def tr(source: str) -> str:
    return QCoreApplication.translate("TraceSection", source)


class TraceSection(Section):
    """``asked`` comes when the seller wants to know; ``show_trace`` fills it."""

    asked = Signal()

    def __init__(self, clock: Clock, *, can_ask: bool) -> None:
        super().__init__(tr("Where is the parcel?"), "place")
        self._clock = clock
        self.button = QPushButton(tr("Ask now"))
        self.button.setProperty("kind", "link")
        self.button.setAccessibleName(tr("Ask where the parcel is"))
        self.button.setVisible(can_ask)
        self.button.clicked.connect(self.asked)
        self.head.addWidget(self.button)

    def show_trace(self, trace: OrderTrace) -> None:
        """What is known now; a code says why it is no newer."""
        clear(self.body)
        self.button.setEnabled(True)
        if trace.code:
            self.body.addWidget(plain_label(reasons.code_sentence(trace.code), role="muted", wrap=True))
        for parcel in trace.parcels:
            self._add(parcel, title=len(trace.parcels) > 1)
        if trace.read_at is not None:
            when = tr("Asked {when}").format(when=ago(trace.read_at, self._clock()))
            self.body.addWidget(plain_label(when, role="faint"))
        self.body.addSpacing(6)
        self.body.addWidget(rule())

    def _add(self, parcel: ParcelTrace, *, title: bool) -> None:
        if title:
            self.body.addWidget(selectable(parcel.tracking_number, role="muted"))
        for event in parcel.events:
            box = QWidget()
            box.setAccessibleName(f"{moment(event.at)}: {event.title}")
            grid = QGridLayout(box)
            grid.setContentsMargins(0, 0, 0, 4)
            grid.setHorizontalSpacing(10)
            grid.setVerticalSpacing(0)
            grid.setColumnStretch(1, 1)
            when = plain_label(moment(event.at), role="faint")
            when.setToolTip(moment_both(event.at))
            grid.addWidget(when, 0, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(selectable(" \N{MIDDLE DOT} ".join(w for w in (event.title, event.place) if w)), 0, 1)
            if event.description and event.description != event.title:
                grid.addWidget(selectable(event.description, role="muted"), 1, 1)
            self.body.addWidget(box)
        if _is_page(parcel.url):
            page = QPushButton(tr("Open the courier's page"))
            page.setProperty("kind", "link")
            page.setToolTip(parcel.url)
            page.setAccessibleName(tr("Open the courier's page of {number}").format(number=parcel.tracking_number))
            icons.put(page, "export")
            page.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(parcel.url)))
            self.body.addWidget(page, 0, Qt.AlignmentFlag.AlignLeading)


def _is_page(url: str) -> bool:
    """An address from outside is opened in the browser only, never anything else on this computer."""
    return QUrl(url).isValid() and QUrl(url).scheme() in ("https", "http")
