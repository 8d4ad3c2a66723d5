"""Words for what the oversell guard did by itself: which orders moved a shelf, and that the other shops were told."""

from PySide6.QtCore import QCoreApplication

from desktop.domain.guard_titles import Moved, moves_told
from desktop.domain.linking import MoveKind
from desktop.ui.kit.format import number


def tr(source: str) -> str:
    return QCoreApplication.translate("GuardWords", source)


def guard_title(title: str) -> str:
    """``Order 3001 sold 2: linked stock``; empty where the title is none of the guard's."""
    moves = moves_told(title)
    if moves is None:
        return ""
    if not moves:
        return tr("Linked stock set right")
    told = [_told(one) for one in moves if one.kind is not MoveKind.COUNT] or [tr("Counted")]
    return tr("{what}: linked stock").format(what=", ".join(told))


def _told(one: Moved) -> str:
    is_back = one.kind is MoveKind.BACK
    if len(one.named) == 1:
        words = tr("Order {orders} gave back {n}") if is_back else tr("Order {orders} sold {n}")
    elif one.named:
        words = tr("Orders {orders} gave back {n}") if is_back else tr("Orders {orders} sold {n}")
    else:
        words = tr("{count} orders gave back {n}") if is_back else tr("{count} orders sold {n}")
    return words.format(orders=", ".join(one.named), count=number(one.orders), n=number(one.units))
