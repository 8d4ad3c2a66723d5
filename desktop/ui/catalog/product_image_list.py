"""The list of a product's pictures: dragged or moved by key into order, files dropped onto it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QIcon,
    QImage,
    QKeyEvent,
    QPainter,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from desktop.domain.products import ProductImage
from desktop.ui.catalog.product_thumbnails import SIDE, Thumbnails
from desktop.ui.kit import icons, tasks
from desktop.ui.kit.dialogs import plain_tip
from desktop.ui.kit.theme import color

_SHOWN = 48  # pixels
_IMAGE = Qt.ItemDataRole.UserRole
_MOST_DROPPED = 50


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductImageList", source)


class ImageList(QListWidget):
    """``dropped`` brings paths and addresses, ``arranged`` the pictures in their new order."""

    dropped = Signal(object)
    arranged = Signal(object)

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._problems: Mapping[int, str] = {}
        self.setAccessibleName(tr("Pictures"))
        self.setIconSize(QSize(_SHOWN, _SHOWN))
        self.setSpacing(2)
        self.setWordWrap(True)
        self.setMinimumHeight(240)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)

    def images(self) -> tuple[ProductImage, ...]:
        return tuple(self.item(at).data(_IMAGE) for at in range(self.count()))

    def show_images(self, images: Sequence[ProductImage]) -> None:
        """List these; the chosen one stays chosen."""
        if tuple(images) != self.images():
            current = self.currentItem()
            chosen = current.data(_IMAGE) if self.currentRow() >= 0 else None
            self.clear()
            for one in images:
                self._add(one)
            if chosen is not None and chosen in images:
                self.setCurrentRow(list(images).index(chosen))
        self._name_all()

    def show_problems(self, problems: Mapping[int, str]) -> None:
        """What is wrong, by row."""
        self._problems = problems
        self._name_all()

    def shift(self, by: int) -> None:
        """The chosen picture so many places further."""
        row, images = self.currentRow(), list(self.images())
        if row >= 0 and 0 <= row + by < len(images):
            images.insert(row + by, images.pop(row))
            self.arranged.emit(tuple(images))
            self.setCurrentRow(row + by)

    def remove(self) -> None:
        """Take the chosen picture out."""
        row, images = self.currentRow(), list(self.images())
        if row >= 0:
            del images[row]
            self.arranged.emit(tuple(images))
            self.setCurrentRow(min(row, self.count() - 1))

    def _add(self, image: ProductImage) -> None:
        item = QListWidgetItem(self)
        item.setData(_IMAGE, image)
        item.setIcon(_sign("picture", "faint"))
        item.setSizeHint(QSize(0, _SHOWN + 16))
        tasks.run(self, self._picture(image))

    async def _picture(self, image: ProductImage) -> None:
        found = await self._thumbnails.of(image)
        for item in (self.item(at) for at in range(self.count())):
            if item.data(_IMAGE) == image:
                item.setIcon(_icon(found) if found is not None else _sign("help", "faint"))

    def _name_all(self) -> None:
        for row in range(self.count()):
            item, problem = self.item(row), self._problems.get(row, "")
            image: ProductImage = item.data(_IMAGE)
            name = (image.source or image.remote).replace("\\", "/").split("?")[0].rstrip("/").rpartition("/")[2]
            first = tr("{n}. {name}, main picture") if row == 0 else tr("{n}. {name}")
            words = first.format(n=row + 1, name=name[:90])
            where = tr("At the marketplace already") if image.remote else _folder(image.source)
            item.setText(f"{words}\n{problem or where}")
            item.setForeground(QBrush(color("danger" if problem else "text")))
            item.setToolTip(plain_tip(problem))

    # Keys, dragging and dropping ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if way is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.shift(way)
        elif event.key() == Qt.Key.Key_Delete:
            self.remove()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if event.mimeData().hasUrls():
            urls = event.mimeData().urls()[:_MOST_DROPPED]
            self.dropped.emit([one.toLocalFile() if one.isLocalFile() else one.toString() for one in urls])
            event.acceptProposedAction()
        elif event.source() is self and self.currentRow() >= 0:
            row, to = self.currentRow(), self._place_of(event)
            self.shift(to - row - (to > row))
            event.setDropAction(Qt.DropAction.IgnoreAction)  # the order is ours; Qt must not take the line away
            event.accept()

    def _place_of(self, event: QDropEvent) -> int:
        """Before which picture it was dropped."""
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return self.count()
        return index.row() + (event.position().y() > self.visualRect(index).center().y())


def _icon(image: QImage) -> QIcon:
    """The picture in the middle of a square, so that all lines stand below each other."""
    return _squared(QPixmap.fromImage(image))


def _sign(name: str, tint: str) -> QIcon:
    return _squared(icons.pixmap(name, tint, _SHOWN // 2, SIDE / _SHOWN))


def _squared(picture: QPixmap) -> QIcon:
    square = QPixmap(SIDE, SIDE)
    square.fill(Qt.GlobalColor.transparent)
    painter = QPainter(square)
    plain = QPixmap(picture)
    plain.setDevicePixelRatio(1.0)
    painter.drawPixmap((SIDE - plain.width()) // 2, (SIDE - plain.height()) // 2, plain)
    painter.end()
    return QIcon(square)


def _folder(source: str) -> str:
    """Where it lies, in a few words."""
    return source.replace("\\", "/").rpartition("/")[0][-90:]
