"""The items of the order on the table, one large line for each SKU, with what is in the parcel already."""

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem

from desktop.domain.packing import Packing, PackLine
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_tip
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import Tone, color, scaled, theme

_ROLE = Qt.ItemDataRole.UserRole
_ROW = 68
_MARGIN = 16
_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT ISOLATE}{}\N{POP DIRECTIONAL ISOLATE}"  # else Arabic would read 40 of 12


def tr(source: str) -> str:
    return QCoreApplication.translate("ScanLines", source)


class PackLines(QListWidget):
    """Shows; it never has the focus. The arrows of the page move in it, to tick by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.factor = 1.0
        self._order = 0
        self.setAccessibleName(tr("Items of this order"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_LineDelegate(self))
        theme().changed.connect(self.viewport().update)

    def enlarge(self, factor: float) -> None:
        self.factor = factor
        self.doItemsLayout()

    def show_order(self, order: Packing, sku: str = "") -> None:
        """Its lines; the one that was just scanned is brought into sight."""
        lines = [(line, order.done_of(line)) for line in order.lines] + [(line, -1) for line in order.called_off]
        several = len(order.parcels) > 1
        if order.order_id != self._order or len(lines) != self.count():
            self._order = order.order_id
            self.clear()
            self.addItems([""] * len(lines))
        for at, (line, done) in enumerate(lines):
            item = self.item(at)
            item.setData(_ROLE, (line, done, several))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _spoken(line, done))
            item.setToolTip(plain_tip(line.name))
        self._bring(order, sku)

    def move(self, step: int) -> None:  # type: ignore[override]
        """Choose the line above or below."""
        if self.count():
            self.setCurrentRow(max(0, min(self.currentRow() + step, self.count() - 1)))
            words = str(self.currentItem().data(Qt.ItemDataRole.AccessibleTextRole))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.window(), words))

    def chosen(self) -> int:
        """The line to tick by hand; -1 while there is none."""
        return self.currentRow()

    def _bring(self, order: Packing, sku: str) -> None:
        """To the line just scanned, else to the first that is not full."""
        scanned = [at for at, line in enumerate(order.lines) if sku and line.sku == sku]
        wanted = [at for at in scanned if order.done_of(order.lines[at])] or scanned
        open_ = [at for at, line in enumerate(order.lines) if order.done_of(line) < line.quantity]
        target = wanted[-1:] or ([] if self.currentRow() >= 0 else open_[:1])
        if target:
            self.setCurrentRow(target[0])
            self.scrollToItem(self.item(target[0]))


def _title(line: PackLine) -> str:
    return line.sku or line.name or tr("Item without SKU")


def _spoken(line: PackLine, done: int) -> str:
    what = ", ".join(dict.fromkeys((_title(line), line.name or _title(line))))
    if done < 0:
        return tr("{item}: cancelled, must stay out").format(item=what)
    return tr("{item}: {done} of {most}").format(item=what, done=number(done), most=number(line.quantity))


class _LineDelegate(QStyledItemDelegate):
    """Sign, count, SKU and name of one line."""

    def __init__(self, view: PackLines) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, round(_ROW * self._view.factor))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line, done, several = index.data(_ROLE)
        rect, factor = QRect(option.rect), self._view.factor
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, rect, line, done, current=index.row() == self._view.currentRow())
        place = _Place(rect, rtl=self._view.isRightToLeft())
        sign, tone = _sign(line, done)
        size = round(30 * factor)
        picture = icons.pixmap(sign, tone, size, painter.device().devicePixelRatioF())
        painter.drawPixmap(place.take(size, gap=round(14 * factor)).center() - _half(size), picture)
        count = tr("out") if done < 0 else _LEFT_TO_RIGHT.format(f"{number(done)} / {number(line.quantity)}")
        self._text(painter, place.take(round(96 * factor)), count, 2.0, QFont.Weight.Bold, str(tone))
        if several and line.parcel:
            room = place.take_far(round(170 * factor))
            self._text(painter, room, line.parcel, 1.0, QFont.Weight.Medium, "muted", far=True)
        upper, lower = place.halves(factor) if line.sku and line.name else (place.rest, QRect())
        self._text(painter, upper, _title(line), 1.7, QFont.Weight.DemiBold, "faint" if done < 0 else "text")
        if not lower.isNull():
            self._text(painter, lower, line.name, 1.1, QFont.Weight.Normal, "muted")
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, line: PackLine, done: int, *, current: bool) -> None:
        if done >= 0 and done >= line.quantity:
            painter.fillRect(rect, color("success_soft"))
        elif current:
            painter.fillRect(rect, color("row"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, color("line"))
        if current:
            bar = 4
            at = rect.right() - bar + 1 if self._view.isRightToLeft() else rect.x()
            painter.fillRect(at, rect.y(), bar, rect.height() - 1, color("accent"))

    def _text(
        self,
        painter: QPainter,
        rect: QRect,
        words: str,
        size: float,
        weight: QFont.Weight,
        ink: str,
        *,
        far: bool = False,
    ) -> None:
        font = scaled(self._view.font(), size * self._view.factor, weight)
        painter.setFont(font)
        painter.setPen(color(ink))
        short = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        at_right = self._view.isRightToLeft() is not far
        side = Qt.AlignmentFlag.AlignRight if at_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, short)


class _Place:
    """The room of a line, given away piece by piece from the side where reading begins."""

    def __init__(self, rect: QRect, *, rtl: bool) -> None:
        self._rest, self._rtl = rect.adjusted(_MARGIN, 0, -_MARGIN, 0), rtl

    def take(self, width: int, *, gap: int = 0) -> QRect:
        """The next piece."""
        return self._cut(width, gap, far=False)

    def take_far(self, width: int) -> QRect:
        """A piece at the other end."""
        return self._cut(width, 0, far=True)

    @property
    def rest(self) -> QRect:
        """What is left."""
        return QRect(self._rest)

    def halves(self, factor: float) -> tuple[QRect, QRect]:
        """What is left, as two rows of text close to each other."""
        upper, lower = QRect(self._rest), QRect(self._rest)
        middle = self._rest.center().y() + round(6 * factor)
        upper.setBottom(middle)
        lower.setTop(middle)
        lower.setBottom(self._rest.bottom() - round(8 * factor))
        return upper, lower

    def _cut(self, width: int, gap: int, *, far: bool) -> QRect:
        piece = QRect(self._rest)
        if self._rtl is far:
            piece.setWidth(width)
            self._rest.setLeft(piece.right() + gap + 1)
        else:
            piece.setLeft(self._rest.right() - width + 1)
            self._rest.setRight(piece.left() - gap - 1)
        return piece


def _half(size: int) -> QPoint:
    return QPoint(size // 2, size // 2)


def _sign(line: PackLine, done: int) -> tuple[str, Tone]:
    if done < 0:
        return "cancel", Tone.DANGER
    if done >= line.quantity:
        return "done", Tone.SUCCESS
    return ("pack", Tone.INFO) if done else ("dot", Tone.NEUTRAL)
