"""How far each shop has come while orders are processed: a name, a bar and a count, side by side."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QWidget

from desktop.domain.progress import ShopProgress
from desktop.ui.kit.dialogs import plain_label, plain_tip
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import theme

_COLUMNS = 3  # shops side by side


def tr(source: str) -> str:
    return QCoreApplication.translate("ShopBars", source)


class ShopBars(QWidget):
    """Shown only where there is more than one shop; built anew when other shops come."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Progress of each shop"))
        theme().dress(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 0, 16, 10)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        self._bars: dict[str, QProgressBar] = {}
        self._counts: dict[str, QLabel] = {}
        self.hide()

    def show_shops(self, shops: Sequence[ShopProgress]) -> None:
        """One more order of some shop is done."""
        if [one.shop for one in shops] != list(self._bars):
            self._build(shops)
        for one in shops:
            bar = self._bars[one.shop]
            bar.setRange(0, one.total)
            bar.setValue(one.done)
            words = tr("{done} of {total}").format(done=number(one.done), total=number(one.total))
            bar.setToolTip(plain_tip(f"{one.shop}: {words}"))
            self._counts[one.shop].setText(words)
        self.setVisible(len(shops) > 1)

    def _build(self, shops: Sequence[ShopProgress]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._bars, self._counts = {}, {}
        for at, one in enumerate(shops):
            row, column = at // _COLUMNS, 3 * (at % _COLUMNS)
            bar = QProgressBar(textVisible=False)
            bar.setAccessibleName(tr("Progress of {shop}").format(shop=one.shop))
            count = plain_label("", role="muted")
            self._grid.addWidget(plain_label(one.shop, role="muted"), row, column)
            self._grid.addWidget(bar, row, column + 1)
            self._grid.addWidget(count, row, column + 2)
            self._grid.setColumnStretch(column + 1, 1)
            self._bars[one.shop], self._counts[one.shop] = bar, count
