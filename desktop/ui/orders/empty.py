"""What stands in place of an empty table: why it is empty, and the next step as a button."""

from PySide6.QtCore import QCoreApplication

from desktop.domain.order_views import OrderQuery
from desktop.domain.orders import Bucket
from desktop.ui.kit import text
from desktop.ui.kit.states import StatePanel
from desktop.ui.kit.theme import Tone


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderStates", source)


def say_empty(panel: StatePanel, query: OrderQuery, *, view: str, waits: bool) -> None:
    """``view``: the name of the saved view that is looked at; ``waits``: the first sync is not over."""
    if waits:
        panel.say(
            "sync",
            tr("Reading your orders"),
            tr("The first sync is under way, newest orders first. You can start as soon as they appear."),
        )
    elif query.search:
        panel.say(
            "search",
            tr("Nothing found"),
            tr("No order in this view has all these words, whether in its number, buyer, items, address or notes."),
            buttons=(_clear(query), ("everywhere", tr("Search all orders"))),
        )
    elif view:
        panel.say(
            "done", tr("Nothing here"), _none_in(view), buttons=(("all", tr("Show all orders")),), tone=Tone.SUCCESS
        )
    elif query.filters:
        panel.say(
            "filter",
            tr("No order passes these filters"),
            tr("Remove one above the table, or all of them."),
            buttons=(_clear(query), ("everywhere", tr("Show all orders"))),
        )
    else:
        _say_bucket(panel, query)


def _say_bucket(panel: StatePanel, query: OrderQuery) -> None:
    if query.bucket is Bucket.ALL:
        panel.say(
            "orders",
            tr("No orders yet"),
            tr("They appear here as soon as the first sync has read them."),
            buttons=(("sync", tr("Sync now")),),
        )
    else:
        words = _none_in(text.bucket_mark(query.bucket).text)
        buttons = (("all", tr("Show all orders")),)
        panel.say("done", tr("Nothing to do here"), words, buttons=buttons, tone=Tone.SUCCESS)


def _clear(query: OrderQuery) -> tuple[str, str]:
    if query.search and query.filters:
        return "clear", tr("Clear search and filters")
    return "clear", tr("Clear the search") if query.search else tr("Clear filters")


def _none_in(name: str) -> str:
    return tr(
        "No order is in \N{LEFT DOUBLE QUOTATION MARK}{bucket}\N{RIGHT DOUBLE QUOTATION MARK} at the moment."
    ).format(bucket=name)
