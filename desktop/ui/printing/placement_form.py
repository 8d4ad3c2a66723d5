"""Where this printer wants its pages, and the calibration page that shows whether it is so."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPushButton, QSlider, QWidget

from desktop.domain.papers import Placement
from desktop.services.papers.setup import MOST_DARKNESS, MOST_OFFSET_MM, TURNS
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.fields import ComboBox
from desktop.ui.printing.paper_field import millimetres


def tr(source: str) -> str:
    return QCoreApplication.translate("PlacementForm", source)


class PlacementForm(QWidget):
    """``changed`` brings a ``Placement``; ``page_wanted`` asks for the calibration page."""

    changed = Signal(object)
    page_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.turn = ComboBox(tr("Turn the page"))
        for degrees in TURNS:
            self.turn.addItem(
                tr("{n}\N{DEGREE SIGN} clockwise").format(n=degrees) if degrees else tr("Upright"), degrees
            )
        self.right = millimetres(tr("Move to the right, in millimetres"), -MOST_OFFSET_MM, MOST_OFFSET_MM)
        self.down = millimetres(tr("Move down, in millimetres"), -MOST_OFFSET_MM, MOST_OFFSET_MM)
        self.own_darkness = QCheckBox(tr("Set the darkness"))
        self.darkness = QSlider(Qt.Orientation.Horizontal)
        self.darkness.setAccessibleName(tr("Darkness"))
        self.darkness.setRange(-MOST_DARKNESS, MOST_DARKNESS)
        self.darkness.setPageStep(5)
        self.shown = plain_label("", role="muted")
        self.shown.setMinimumWidth(28)
        self.page = QPushButton(tr("Print calibration page"))
        self.page.setAutoDefault(False)
        icons.put(self.page, "printer")
        self._lay_out()
        self.show_placement(Placement())
        self.turn.activated.connect(lambda _at: self._tell())
        self.own_darkness.toggled.connect(lambda _on: self._tell())
        for signal in (self.right.valueChanged, self.down.valueChanged, self.darkness.valueChanged):
            signal.connect(lambda _value: self._tell())
        self.page.clicked.connect(self.page_wanted)

    def placement(self) -> Placement:
        """What is chosen."""
        darkness = self.darkness.value() if self.own_darkness.isChecked() else None
        return Placement(self.turn.currentData(), self.right.value(), self.down.value(), darkness)

    def show_placement(self, placement: Placement) -> None:
        """Show another printer's placement; nothing is told."""
        was = self.blockSignals(True)
        self.turn.setCurrentIndex(max(self.turn.findData(placement.turn), 0))
        self.right.setValue(placement.right_mm)
        self.down.setValue(placement.down_mm)
        self.own_darkness.setChecked(placement.darkness is not None)
        self.darkness.setValue(placement.darkness or 0)
        self.blockSignals(was)
        self._show_darkness()

    def offer_darkness(self, *, zpl: bool) -> None:
        """Only a printer that speaks ZPL can be told how dark to burn."""
        for widget in (self._dark_row, self._dark_label):
            widget.setVisible(zpl)

    def _lay_out(self) -> None:
        self._dark_row, offsets = QWidget(), QWidget()
        for host, widgets in (
            (self._dark_row, (self.own_darkness, self.darkness, self.shown)),
            (
                offsets,
                (plain_label(tr("right"), role="muted"), self.right, plain_label(tr("down"), role="muted"), self.down),
            ),
        ):
            row = QHBoxLayout(host)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, 76)
        self._dark_label = plain_label(tr("Darkness"), role="muted")
        for at, (label, field) in enumerate(
            (
                (plain_label(tr("Turn"), role="muted"), self.turn),
                (plain_label(tr("Move"), role="muted"), offsets),
                (self._dark_label, self._dark_row),
            )
        ):
            grid.addWidget(label, at, 0)
            grid.addWidget(field, at, 1)
        grid.addWidget(self.page, 3, 1, Qt.AlignmentFlag.AlignLeft)

    def _tell(self) -> None:
        self._show_darkness()
        self.changed.emit(self.placement())

    def _show_darkness(self) -> None:
        self.darkness.setEnabled(self.own_darkness.isChecked())
        self.shown.setText(f"{self.darkness.value():+d}" if self.own_darkness.isChecked() else "")
