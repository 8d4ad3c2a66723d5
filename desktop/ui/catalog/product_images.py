"""The part of the product editor with its pictures: added, put in order, and each with what is wrong with it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.products import ProductImage
from desktop.ui.catalog.product_field import FieldRow
from desktop.ui.catalog.product_image_list import ImageList
from desktop.ui.catalog.product_places import sentence_of
from desktop.ui.catalog.product_thumbnails import Thumbnails
from desktop.ui.catalog.product_writing import ProductWriting
from desktop.ui.kit import dialogs, icons, tasks
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import counted, number

if TYPE_CHECKING:
    from desktop.domain.products import ImageLimits

_KINDS = "*.jpg *.jpeg *.png *.webp *.gif *.bmp"


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductImages", source)


class AddressSheet(dialogs.Sheet):
    """Asks for addresses of pictures on the web, one to a line."""

    def __init__(self, parent: QWidget) -> None:
        sentence = tr("Everybody must be able to open it: the marketplace fetches the picture from there.")
        super().__init__(parent, tr("Add a picture by its address"), sentence, action=tr("Add"))
        self.setMinimumWidth(560)
        self.line = QLineEdit()
        self.line.setPlaceholderText("https://")
        self.body.addWidget(FieldRow(tr("Address"), self.line))
        self.line.textChanged.connect(lambda _text: self.look())
        self.look()

    def look(self) -> None:
        self.action.setEnabled(bool(self.addresses))

    @property
    def addresses(self) -> tuple[str, ...]:
        """What was typed or pasted, apart at spaces, as far as it can be an address."""
        found = self.line.text().split()
        return tuple(one for one in found if one.lower().startswith(("http://", "https://")))


class ProductImages(QWidget):
    """The first picture is the main one."""

    def __init__(self, writing: ProductWriting, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._writing = writing
        self.files, self.address, self.up, self.down, self.remove = (
            icons.button(tr("Add files") + "\N{HORIZONTAL ELLIPSIS}", "folder"),
            icons.button(tr("Add address") + "\N{HORIZONTAL ELLIPSIS}", "connect"),
            icons.button(tr("Up"), "up"), icons.button(tr("Down"), "down"), icons.button(tr("Remove"), "trash"),
        )  # fmt: skip
        self.list = ImageList(thumbnails)
        self.rules, self.problem = plain_label("", role="muted", wrap=True), plain_label("", role="danger", wrap=True)
        self._lay_out()
        self.files.clicked.connect(lambda: tasks.run(self, self._choose_files()))
        self.address.clicked.connect(lambda: tasks.run(self, self._ask_address()))
        self.up.clicked.connect(lambda: self.list.shift(-1))
        self.down.clicked.connect(lambda: self.list.shift(1))
        self.remove.clicked.connect(self.list.remove)
        self.list.dropped.connect(self.add)
        self.list.arranged.connect(lambda images: self._put(tuple(images)))
        self.list.currentRowChanged.connect(lambda _row: self._judge_buttons())
        writing.judged.connect(self.look)
        self.show_product()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        for button in (self.files, self.address, self.up, self.down, self.remove):
            bar.addWidget(button)
        bar.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (bar, self.rules, self.problem):
            column.addLayout(part) if isinstance(part, QHBoxLayout) else column.addWidget(part)
        column.addWidget(self.list, 1)

    def show_product(self) -> None:
        """Show the pictures as they stand in the product."""
        limits = self._writing.abilities.images
        self.rules.setText(rules_of(limits) if limits is not None else "")
        self.files.setVisible(limits is None or limits.takes_files)
        self.list.setEnabled(not self._writing.is_locked)
        self.list.show_images(self._writing.product.images)
        self._judge_buttons()
        self.look()

    def look(self) -> None:
        """What is wrong stands with its picture; what is wrong with all of them above."""
        found = [one for one in self._writing.findings if one.where == "images" or one.code.startswith("image_")]
        by_row: dict[int, list[str]] = {}
        for one in found:
            at = one.params.get("number", "")
            by_row.setdefault(int(at) - 1 if at.isdecimal() else -1, []).append(sentence_of(one))
        self.list.show_problems({row: " ".join(words) for row, words in by_row.items() if row >= 0})
        self.problem.setText("\n".join(by_row.get(-1, ())))
        self.problem.setVisible(bool(self.problem.text()))

    def add(self, sources: Sequence[str]) -> None:
        """Put these behind the others; one that is there already is not added again."""
        known = {one.source for one in self._writing.product.images}
        new = tuple(ProductImage(one) for one in dict.fromkeys(sources) if one not in known)
        self._put((*self._writing.product.images, *new))

    def _put(self, images: tuple[ProductImage, ...]) -> None:
        self._writing.put(images=images)
        self.list.show_images(self._writing.product.images)
        self._judge_buttons()

    def _judge_buttons(self) -> None:
        row, count, is_open = self.list.currentRow(), self.list.count(), not self._writing.is_locked
        for button, possible in (
            (self.files, True), (self.address, True), (self.remove, row >= 0), (self.up, row > 0),
            (self.down, 0 <= row < count - 1),
        ):  # fmt: skip
            button.setEnabled(is_open and possible)

    async def _choose_files(self) -> None:
        kinds = f"{tr('Pictures')} ({_KINDS})"
        self.add(await dialogs.choose_files(self.window(), tr("Add pictures"), kinds))

    async def _ask_address(self) -> None:
        sheet = AddressSheet(self.window())
        self.add(await dialogs.ask(sheet, lambda: sheet.addresses) or ())


def rules_of(limits: "ImageLimits") -> str:
    """What the marketplace takes as a picture, in a line."""
    parts = [", ".join(limits.formats)]
    if limits.least_side:
        parts.append(tr("at least {n} pixels on each side").format(n=number(limits.least_side)))
    if limits.most_side:
        parts.append(tr("at most {n} pixels on each side").format(n=number(limits.most_side)))
    if limits.most_bytes:
        parts.append(tr("at most {n} MB").format(n=f"{limits.most_bytes / 1024 / 1024:g}"))
    if limits.most_images:
        parts.append(counted(limits.most_images, tr("one picture"), tr("up to {n} pictures")))
    if not limits.takes_files:
        parts.append(tr("by their address on the web only"))
    return "  \N{MIDDLE DOT}  ".join(parts)
