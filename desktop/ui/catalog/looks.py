"""How the grid looks: the height of its rows, its columns, pictures and the legend, by menu and by palette."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup

from desktop.ui.catalog.grid import HEIGHTS

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.ui.catalog.page import CatalogPage

ROWS = dict(zip(("rows_compact", "rows_normal", "rows_roomy", "rows_tall"), HEIGHTS, strict=True))
LEAST_FOR_PICTURES = HEIGHTS[2]  # lower ones show nothing that could be recognised


class Looks(QObject):
    """Ticks what is so, and keeps pictures to rows that are high enough for them."""

    notice = Signal(str, str, str, object)

    def __init__(self, page: "CatalogPage", legend_wished: object = None) -> None:
        super().__init__(page)
        self._page, self._grid = page, page.grid
        self.legend_wished = legend_wished if isinstance(legend_wished, bool) else None  # None: once there are changes
        self._actions = page.actions_of_page.by_key
        together = QActionGroup(self)
        for key in ROWS:
            self._actions[key].setCheckable(True)
            together.addAction(self._actions[key])
        for key in ("pictures", "legend"):
            self._actions[key].setCheckable(True)
        page.grid.arranged.connect(self.show)
        self._show_legend(shown=bool(self.legend_wished))
        self.show()

    def start(self, services: "Services") -> None:
        """The loop runs."""
        self._grid.pictures.start(services.pictures)

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        rows = {key: lambda height=height: self._choose_height(height) for key, height in ROWS.items()}
        return {
            **rows, "pictures": self._toggle_pictures, "columns": self._grid.body.head.open_columns_menu,
            "legend": self._toggle_legend,
        }  # fmt: skip

    def offer_legend(self) -> None:
        """Something was changed: its colours are new to whoever never said a word about the legend."""
        if self.legend_wished is None:
            self._show_legend(shown=True)

    def _toggle_legend(self) -> None:
        self.legend_wished = self._page.legend.isHidden()
        self._show_legend(shown=self.legend_wished)

    def _show_legend(self, *, shown: bool) -> None:
        self._page.legend.setVisible(shown)
        self._actions["legend"].setChecked(shown)

    def show(self) -> None:
        """Tick what is so now."""
        for key, height in ROWS.items():
            self._actions[key].setChecked(self._grid.body.row_height == height)
        self._actions["pictures"].setChecked(self._grid.shows_pictures)

    def _choose_height(self, height: int) -> None:
        self._grid.set_row_height(height)
        if height < LEAST_FOR_PICTURES:
            self._grid.show_pictures(shown=False)
        self.show()

    def _toggle_pictures(self) -> None:
        shown = not self._grid.shows_pictures
        if shown and self._grid.body.row_height < LEAST_FOR_PICTURES:
            self._grid.set_row_height(HEIGHTS[-1])
        self._grid.show_pictures(shown=shown)
        self.show()
