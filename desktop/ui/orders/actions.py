"""What can be done with the selected orders: actions with shortcut, icon and the platforms' own limits."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from desktop.domain.order_views import OrderRow
from desktop.domain.orders import Bucket
from desktop.ui.kit import icons

_TO_DO = frozenset({Bucket.TO_ACCEPT, Bucket.TO_PACK, Bucket.TO_SHIP, Bucket.LABEL_READY})


# Steps that some marketplaces have beside packing: seen only where a selected order can take them.
_SELDOM = frozenset({"accept", "ship", "complete"})


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderActions", source)


class Verb(NamedTuple):
    """One thing that can be done: which capabilities make it possible and in which buckets it makes sense."""

    key: str
    title: str
    icon: str
    shortcut: str
    needs: frozenset[str]  # any of these capabilities
    buckets: frozenset[Bucket]
    tip: str


def verbs() -> tuple[Verb, ...]:
    """In the order of the bar; the first is the main one."""
    pack = frozenset({Bucket.TO_ACCEPT, Bucket.TO_PACK})
    ready = frozenset({Bucket.TO_SHIP})
    labels = frozenset(Bucket) - frozenset({Bucket.TO_ACCEPT, Bucket.TO_PACK, Bucket.CANCELLED})
    ship = frozenset({Bucket.TO_PACK, Bucket.TO_SHIP, Bucket.LABEL_READY})
    complete = frozenset({Bucket.LABEL_READY, Bucket.SHIPPED})
    return (
        Verb(
            "process",
            tr("Process && print"),
            "printer",
            "Ctrl+Return",
            frozenset({"accept", "pack", "ready", "ship"}),
            _TO_DO,
            tr("Take each order all its marketplace's steps, fetch the labels, check them and print"),
        ),
        Verb(
            "accept",
            tr("Accept"),
            "accept",
            "Ctrl+Shift+A",
            frozenset({"accept"}),
            frozenset({Bucket.TO_ACCEPT}),
            tr("Tell the marketplace that these orders will be sent"),
        ),
        Verb(
            "pack",
            tr("Pack"),
            "pack",
            "Ctrl+Shift+K",
            frozenset({"pack"}),
            pack,
            tr("Choose the courier and pack"),
        ),
        Verb(
            "ready",
            tr("Ready to ship"),
            "ready",
            "Ctrl+Shift+R",
            frozenset({"ready"}),
            ready,
            tr("Tell the marketplace that the parcel waits for the courier"),
        ),
        Verb(
            "ship",
            tr("Ship\N{HORIZONTAL ELLIPSIS}"),
            "truck",
            "Ctrl+Shift+S",
            frozenset({"ship"}),
            ship,
            tr("Tell the marketplace that the parcel is on its way"),
        ),
        Verb(
            "print",
            tr("Print labels"),
            "label",
            "Ctrl+P",
            frozenset({"labels"}),
            labels,
            tr("Print the labels of the selected orders"),
        ),
        Verb(
            "fetch",
            tr("Fetch labels again"),
            "sync",
            "",
            frozenset({"labels"}),
            labels,
            tr("Ask the marketplace for the labels now"),
        ),
        Verb(
            "complete",
            tr("Complete"),
            "done",
            "",
            frozenset({"complete"}),
            complete,
            tr("Tell the marketplace that the buyer has the parcel"),
        ),
        Verb(
            "cancel",
            tr("Cancel orders\N{HORIZONTAL ELLIPSIS}"),
            "cancel",
            "",
            frozenset({"cancel"}),
            _TO_DO,
            tr("Cancel at the marketplace; this cannot be taken back"),
        ),
    )


class OrderActions(QObject):
    """The actions of the Orders tab, for the bar, the menu, the context menu and the palette alike."""

    wanted = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._verbs = verbs()
        self.by_key: dict[str, QAction] = {}
        for verb in self._verbs:
            action = QAction(verb.title, parent)
            action.setToolTip(verb.tip)
            action.setStatusTip("")
            icons.put(action, verb.icon)
            if verb.shortcut:
                action.setShortcut(QKeySequence(verb.shortcut))
            action.triggered.connect(lambda _checked=False, key=verb.key: self.wanted.emit(key))
            self.by_key[verb.key] = action

    def judge(self, count: int, rows: Iterable[OrderRow], can: Mapping[str, frozenset[str]]) -> None:
        """Enable what is possible for at least one selected order; rows not at hand count as possible.

        ``can`` holds each platform's capabilities. What no selected platform can do is hidden, not greyed.
        """
        known = tuple(rows)
        for verb in self._verbs:
            able = [row for row in known if verb.needs & can.get(row.platform, frozenset())]
            fits = any(row.bucket in verb.buckets for row in able) or len(known) < count
            action = self.by_key[verb.key]
            action.setEnabled(count > 0 and fits)
            if verb.key in _SELDOM:
                action.setVisible(bool(known) and fits)
            else:
                action.setVisible(not known or bool(able) or len(known) < count)
            action.setToolTip(
                verb.tip
                if fits or not count
                else tr("{tip}. None of the selected orders is in the right state.").format(tip=verb.tip)
            )
