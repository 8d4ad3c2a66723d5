"""What can be done with the selected orders: actions with shortcut, icon and, where they cannot be had, the reason."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from desktop.domain.order_views import OrderRow
from desktop.ui.kit import icons
from desktop.ui.kit.format import number
from desktop.ui.orders.verbs import Verb, verbs


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderActions", source)


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
            icons.put(action, verb.icon)
            if verb.shortcut:
                action.setShortcut(QKeySequence(verb.shortcut))
            action.triggered.connect(lambda _checked=False, key=verb.key: self.wanted.emit(key))
            self.by_key[verb.key] = action

    def judge(self, count: int, rows: Iterable[OrderRow], can: Mapping[str, frozenset[str]]) -> None:
        """Enable what is possible for at least one selected order; rows not at hand count as possible.

        ``can`` holds each platform's capabilities. What no selected platform can do is hidden, not greyed. What keeps
        some or all of the orders from it stands in tool tip and status text.
        """
        known = tuple(rows)
        for verb in self._verbs:
            judged = judgement(verb, count, known, can)
            action = self.by_key[verb.key]
            action.setEnabled(judged.possible)
            action.setVisible(judged.shown)
            action.setStatusTip(judged.why)
            action.setToolTip("\n".join(part for part in (verb.tip, judged.why) if part))


class Judgement(NamedTuple):
    """Whether a verb is possible and shown for a selection, and what keeps orders from it, in words."""

    possible: bool
    shown: bool
    why: str


def judgement(verb: Verb, count: int, rows: Sequence[OrderRow], can: Mapping[str, frozenset[str]]) -> Judgement:
    """What this selection of ``count`` orders, of which ``rows`` are at hand, allows."""
    buckets = {row.platform: verb.buckets_at(can.get(row.platform, ())) for row in rows}
    able = [row for row in rows if buckets[row.platform]]
    fitting = [row for row in able if row.bucket in buckets[row.platform]]
    more = len(rows) < count
    fits = bool(fitting) or more
    shown = (bool(rows) and fits) if verb.seldom else (not rows or bool(able) or more)
    if verb.alone and count > 1:
        return Judgement(False, shown, tr("One order at a time."))
    return Judgement(count > 0 and fits, shown, _why(verb, count, rows, able, fitting))


def _why(
    verb: Verb, count: int, rows: Sequence[OrderRow], able: Sequence[OrderRow], fitting: Sequence[OrderRow]
) -> str:
    """``3 of 12 orders: their marketplace has no packing step. 2 of 12 orders are not in the right state.``"""
    if not count:
        return tr("Choose orders first.")
    parts = []
    if unable := len(rows) - len(able):
        parts.append(
            tr("{n} of {all} orders: {reason}.").format(n=number(unable), all=number(count), reason=verb.lacks)
        )
    if wrong := len(able) - len(fitting):
        parts.append(
            tr("{n} of {all} orders are not in the right state.").format(n=number(wrong), all=number(count))
            if count > 1
            else tr("The order is not in the right state.")
        )
    return " ".join(parts)
