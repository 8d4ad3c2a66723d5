"""Builds the tabs' pages when they are first looked at, so that the first frame pays for the orders alone."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow


def catalog(window: "MainWindow") -> QWidget:
    from desktop.ui.catalog.page import CatalogPage

    page = CatalogPage()
    page.orders_wanted.connect(lambda: window.go_to("orders"))
    page.connect_wanted.connect(window.connect_wanted)
    return page


def promotions(window: "MainWindow") -> QWidget:
    from desktop.ui.promotions.page import PromotionsPage

    page = PromotionsPage()
    page.orders_wanted.connect(lambda: window.go_to("orders"))
    page.connect_wanted.connect(window.connect_wanted)
    return page


def shops(window: "MainWindow") -> QWidget:
    from desktop.ui.shops.page import ShopsPage

    page = ShopsPage(window.clock)
    page.connect_wanted.connect(window.connect_wanted)
    page.practice_wanted.connect(window.practice_wanted)
    page.wanted.connect(window.shop_wanted)
    return page


def welcome(window: "MainWindow") -> QWidget:
    from desktop.ui.welcome import WelcomePage

    page = WelcomePage()
    page.connect_wanted.connect(window.connect_wanted)
    page.practice_wanted.connect(window.practice_wanted)
    return page


_BUILDERS: dict[str, Callable[["MainWindow"], QWidget]] = {
    "catalog": catalog,
    "promotions": promotions,
    "shops": shops,
    "welcome": welcome,
}


class Pages(QStackedWidget):
    """The pages by name; ``orders`` is there from the start."""

    def __init__(self, window: "MainWindow", orders: QWidget) -> None:
        super().__init__()
        self._window = window
        self._built: dict[str, QWidget] = {"orders": orders}
        self.addWidget(orders)

    def show_page(self, name: str) -> QWidget:
        """Bring a page to the front, building it the first time."""
        if name not in self._built:
            self._built[name] = _BUILDERS[name](self._window)
            self.addWidget(self._built[name])
        self.setCurrentWidget(self._built[name])
        return self._built[name]

    def built(self) -> tuple[QWidget, ...]:
        """The pages that exist."""
        return tuple(self._built.values())
