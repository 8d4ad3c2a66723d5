"""The menu of filters: what a view of orders can be narrowed by, with a tick at what is set."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.labels import LabelState
from desktop.domain.order_filters import NO_FILTERS, FilterChoices, OrderFilters
from desktop.ui.kit import text
from desktop.ui.kit.theme import theme
from desktop.ui.orders.filter_words import length_words, outbox_words, without

_HOURS = tuple(timedelta(hours=hours) for hours in (6, 24, 72))
_PLACED = tuple(timedelta(days=days) for days in (1, 3, 7, 30))
Pairs = Iterable[tuple[Any, str]]


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderFilters", source)


class FilterMenu(QMenu):
    """Built anew each time it is opened, from what there is to choose."""

    wanted = Signal(object)  # OrderFilters
    asked = Signal(str)  # "placed" or "amount": a range that must be typed

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Add filter"), parent)
        theme().dress(self)
        self.filters = NO_FILTERS
        self.choices = FilterChoices()
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Every filter that makes sense here."""
        self.clear()
        choices = self.choices
        self._several(tr("Marketplace"), "platforms", choices.platforms)
        self._several(tr("Country"), "countries", _same(choices.countries))
        self._several(tr("Courier"), "providers", _same(choices.providers))
        self._several(tr("Tag"), "tags", _same(choices.tags))
        self._several(tr("Label"), "labels", [(one, text.label_mark(one).text) for one in LabelState])
        self._one(tr("Printed"), "printed", ((True, tr("Printed")), (False, tr("Not printed"))))
        self._one(tr("Outbox"), "outbox", outbox_words().items())
        self._one(tr("Private note"), "noted", ((True, tr("With a private note")), (False, tr("Without one"))))
        self.addSeparator()
        self._switch(self, tr("Still to send"), self.filters.open, replace(self.filters, open=not self.filters.open))
        self._near(tr("Ship by"), "ship_within", tr("Late"))
        self._near(tr("Breaches"), "breach_within", tr("Already breached"))
        placed = self._one(tr("Placed"), "placed_within", [(length, _last(length)) for length in _PLACED])
        self._ask(placed, "placed", tr("From \N{HORIZONTAL ELLIPSIS} to \N{HORIZONTAL ELLIPSIS}"))
        self._ask(self, "amount", tr("Amount\N{HORIZONTAL ELLIPSIS}"))

    def _several(self, title: str, key: str, pairs: Pairs) -> None:
        """Any of these; without anything to choose the filter is left out."""
        chosen: tuple[Any, ...] = getattr(self.filters, key)
        entries = list(pairs)
        if not entries:
            return
        menu = self._menu(title)
        for value, words in entries:
            now = tuple(one for one in chosen if one != value) if value in chosen else (*chosen, value)
            self._switch(menu, words, value in chosen, _with(self.filters, key, now))

    def _one(self, title: str, key: str, pairs: Pairs) -> QMenu:
        """One of these or none."""
        menu, chosen = self._menu(title), getattr(self.filters, key)
        field = "placed" if key == "placed_within" else key
        for value, words in pairs:
            now = _with(without(self.filters, field), key, None if value == chosen else value)
            self._switch(menu, words, value == chosen, now)
        return menu

    def _near(self, title: str, key: str, late: str) -> None:
        lengths = [(length, tr("Within {span}").format(span=length_words(length))) for length in _HOURS]
        self._one(title, key, [(timedelta(0), late), *lengths])

    def _menu(self, title: str) -> QMenu:
        menu = self.addMenu(title)
        theme().dress(menu)
        return menu

    def _switch(self, menu: QMenu, words: str, checked: bool, wanted: OrderFilters) -> None:
        action = _plain_action(menu, words)
        action.setCheckable(True)
        action.setChecked(checked)
        action.triggered.connect(lambda: self.wanted.emit(wanted))

    def _ask(self, menu: QMenu, key: str, words: str) -> None:
        _plain_action(menu, words).triggered.connect(lambda: self.asked.emit(key))


def _with(filters: OrderFilters, key: str, value: Any) -> OrderFilters:
    changes: dict[str, Any] = {key: value}
    return replace(filters, **changes)


def _plain_action(menu: QMenu, words: str) -> QAction:
    """Words from outside: an ampersand in them is a letter, no shortcut."""
    return menu.addAction(words.replace("&", "&&"))


def _same(words: Sequence[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


def _last(length: timedelta) -> str:
    return tr("In the last {span}").format(span=length_words(length))
