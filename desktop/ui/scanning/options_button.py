"""How the packing table works, as ticks in a small menu."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from desktop.services.scanning import ScanOptions
from desktop.ui.kit import icons
from desktop.ui.kit.theme import theme


def tr(source: str) -> str:
    return QCoreApplication.translate("ScanOptions", source)


class OptionsButton(QToolButton):
    """``chosen`` brings the new options."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._options = ScanOptions()
        self.setText(f" {tr('Options')}")
        self.setAccessibleName(tr("What happens with the last item of a parcel, and sounds"))
        self.setToolTip(self.accessibleName())
        self.setToolButtonStyle(self.toolButtonStyle().ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        icons.put(self, "settings")
        menu = QMenu(self)
        theme().dress(menu)
        self.ticks: dict[str, QAction] = {}
        for name, title in (
            ("print_label", tr("The last item prints the label")),
            ("packing_slip", tr("The last item prints the packing slip")),
            ("take_steps", tr("The last item makes the order ready to ship at the marketplace")),
            ("sound", tr("Sounds")),
        ):
            if name == "sound":
                menu.addSeparator()
            self.ticks[name] = self._tick(menu, name, title)
        self.setMenu(menu)

    def show_options(self, options: ScanOptions) -> None:
        self._options = options
        for name, action in self.ticks.items():
            action.setChecked(getattr(options, name))

    def _tick(self, menu: QMenu, name: str, title: str) -> QAction:
        action = menu.addAction(title)
        action.setCheckable(True)
        action.triggered.connect(lambda on, name=name: self.chosen.emit(replace(self._options, **{name: on})))
        return action
