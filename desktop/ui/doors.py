"""What opens from the window when it is wished for: each door loads its room only then, which keeps the start quick."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.ui.main_window import MainWindow
    from desktop.ui.printing.flow import PrintFlow


class Doors(QObject):
    """Made once the loop runs; lives as long as the window."""

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        super().__init__(window)
        self._window, self._services = window, services
        self._printing: PrintFlow | None = None
        window.print_wanted.connect(self._print)

    def _print(self, order_ids: Sequence[int]) -> None:
        from desktop.ui.printing.flow import PrintFlow

        if self._printing is None:
            self._printing = PrintFlow(self._window, self._services.labels, self._services.settings)
            self._printing.notice.connect(self._window.notices.tell)
        self._printing.begin(order_ids)
