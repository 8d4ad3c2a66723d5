"""Builds the tabs' pages when they are first looked at, so that the first frame pays for the orders alone."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.ui.main_window import MainWindow
    from desktop.ui.state import UiState


def catalog(window: "MainWindow") -> QWidget:
    from desktop.ui.catalog.page import CatalogPage

    page = CatalogPage(window.pages.state)
    page.add_menu(window.menuBar())
    page.notice.connect(lambda *told: window.notices.tell(*told))
    page.search_wanted.connect(window.top.search.setText)
    page.shown_wanted.connect(lambda: window.go_to("catalog"))
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
    """The pages by name; ``orders`` is there from the start. What the window wants of all, each page may answer."""

    def __init__(self, window: "MainWindow", orders: QWidget, state: "UiState") -> None:
        super().__init__()
        self._window, self.state = window, state
        self._services: Services | None = None
        self._words, self._heard = "", dict.fromkeys(_BUILDERS, "")  # what is searched for, and what each page heard
        self._built: dict[str, QWidget] = {"orders": orders}
        self.addWidget(orders)

    def show_page(self, name: str) -> QWidget:
        """Bring a page to the front, building it the first time."""
        if name not in self._built:
            self._built[name] = _BUILDERS[name](self._window)
            self.addWidget(self._built[name])
            if self._services is not None:
                _tell(self._built[name], "start", self._services)
        self.setCurrentWidget(self._built[name])
        if self._heard.get(name, "") != self._words:
            self.search(self._words)
        return self._built[name]

    def start(self, services: "Services") -> None:
        """The loop runs: so do the pages, these and those that are built later."""
        self._services = services
        for page in self.built():
            _tell(page, "start", services)

    def search(self, words: str) -> None:
        """The search box belongs to the page that is looked at."""
        self._words = self._heard[self.searched()] = words
        _tell(self.currentWidget(), "search", words)

    def searched(self) -> str:
        """The page that a search is meant for."""
        return next(
            (name for name, page in self._built.items() if page is self.currentWidget() and hasattr(page, "search")),
            "orders",
        )

    def focus(self) -> None:
        """Back from the search box to what was searched."""
        page = self._built[self.searched()]
        getattr(page, "table", page).setFocus()

    def remember(self) -> None:
        """What each page shows again at the next start."""
        for page in self.built():
            _tell(page, "remember")

    def every_action(self) -> list[QAction]:
        """What can be done on the pages that exist, for the palette."""
        return [action for page in self.built() for action in getattr(page, "every_action", list)()]

    def built(self) -> tuple[QWidget, ...]:
        """The pages that exist."""
        return tuple(self._built.values())


def _tell(page: QWidget | None, name: str, *told: object) -> None:
    answer = getattr(page, name, None)
    if answer is not None:
        answer(*told)
