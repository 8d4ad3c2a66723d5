"""Connect a shop: choose the marketplace, see where to find the login, try it, see the shops it opens."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QCommandLinkButton,
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import BackshopError, Unreachable
from desktop.ui.kit import icons, reasons, tasks
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.theme import scaled, theme
from desktop.ui.ports import Manifest
from desktop.ui.shops.browser import BrowserBox
from desktop.ui.shops.credentials import CredentialForm, words

if TYPE_CHECKING:
    from desktop.domain.accounts import Shop
    from desktop.services.shops import Connected, ShopService


def tr(source: str) -> str:
    return QCoreApplication.translate("ConnectShop", source)


class ConnectSheet(QDialog):
    """``connected`` brings the account's id once the login is saved; the first sync is the caller's to start.

    ``platform`` and ``address`` are given to log in again: then only the credentials are asked.
    """

    connected = Signal(str)

    def __init__(self, parent: QWidget, shops: "ShopService", *, platform: str = "", address: str = "") -> None:
        super().__init__(parent)
        self._shops = shops
        self._form: CredentialForm | None = None
        self._manifest: Manifest | None = None
        self.setWindowTitle(tr("Log in again") if platform else tr("Connect a shop"))
        self.resize(620, 620)
        theme().dress(self)
        self.heading = plain_label("")
        self.heading.setFont(scaled(self.font(), 1.35, QFont.Weight.DemiBold))
        self.steps = QStackedWidget()
        self.problem = plain_label("", role="danger", wrap=True)
        self.problem.setVisible(False)
        self.busy = QProgressBar(textVisible=False)
        self.busy.setRange(0, 0)
        self.busy.setAccessibleName(tr("The login is being tried"))
        self.busy.setVisible(False)
        self.back = QPushButton(tr("Back"))
        self.cancel = QPushButton(tr("Cancel"))
        self.forth = QPushButton(tr("Try and connect"))
        self.forth.setProperty("kind", "primary")
        self._lay_out()
        self.back.clicked.connect(self._choose)
        self.cancel.clicked.connect(self.reject)
        self.forth.clicked.connect(self._try)
        manifests = tuple(shops.platforms())
        chosen = next((one for one in manifests if one.id == platform), None)
        self._only = chosen if chosen is not None else (manifests[0] if len(manifests) == 1 else None)
        self._manifests = manifests
        self._choose()
        if address and self._form is not None:
            self._form.address.setText(address)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.forth)
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 24, 26, 20)
        column.setSpacing(14)
        column.addWidget(self.heading)
        column.addWidget(self.steps, 1)
        column.addWidget(self.problem)
        column.addWidget(self.busy)
        column.addLayout(buttons)

    # Step one: which marketplace ------------------------------------------------------------------------------------

    def _choose(self) -> None:
        if self._only is not None:
            self._ask(self._only)
            return
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        for manifest in self._manifests:
            button = QCommandLinkButton(manifest.title)
            button.setAccessibleName(manifest.title)
            button.clicked.connect(lambda _checked=False, manifest=manifest: self._ask(manifest))
            column.addWidget(button)
        column.addStretch()
        self.heading.setText(tr("Where do you sell?"))
        self._show(page, back=False, forth=False)

    # Step two: the login --------------------------------------------------------------------------------------------

    def _ask(self, manifest: Manifest) -> None:
        self._manifest, self._form = manifest, CredentialForm(manifest)
        page = QWidget()
        page.setObjectName("scrolled")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        for at, step in enumerate(manifest.help_steps, 1):
            column.addWidget(plain_label(f"{at}.  {words(step)}", role="muted", wrap=True))
        column.addSpacing(10)
        if manifest.login_page is not None:
            browser = BrowserBox(self._shops, manifest.id, self._form)
            browser.came.connect(self._try)
            self._form.after_required(browser)
        column.addWidget(self._form)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        self.heading.setText(tr("Log in to {marketplace}").format(marketplace=manifest.title))
        self._form.changed.connect(self._judge)
        self._form.trouble.connect(self._complain)
        self._show(area, back=self._only is None, forth=True)
        self._judge()
        next(iter(self._form.fields.values())).setFocus()

    def _judge(self) -> None:
        self.forth.setEnabled(self._form is not None and self._form.is_complete() and not self.busy.isVisible())

    def _try(self) -> None:
        if self._form is None or self._manifest is None:
            self.accept()
            return
        self._say_busy(True)
        tasks.run(self, self._connect(self._form, self._manifest), failed=self._failed)

    async def _connect(self, form: CredentialForm, manifest: Manifest) -> None:
        address = form.address.text().strip()
        answer = await self._shops.connect(
            manifest.id, form.values(), base_url=address, name=form.name.text().strip() or None
        )
        form.forget()
        self._say_busy(False)
        self._tell(answer)
        self.connected.emit(answer.account.id)

    def _failed(self, error: BaseException) -> None:
        self._say_busy(False)
        if not isinstance(error, BackshopError):
            tasks.present(error)
            return
        self._complain(_why(error))
        if self._form is not None:
            self._form.mark(error.params.get("field", ""))

    def _complain(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _say_busy(self, busy: bool) -> None:
        self.busy.setVisible(busy)
        self.problem.setVisible(False)
        for widget in (self.steps, self.back):
            widget.setEnabled(not busy)
        self._judge()

    # Step three: what it opens --------------------------------------------------------------------------------------

    def _tell(self, answer: "Connected") -> None:
        self._form = None
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        known = tr("The new login is in place. Everything that waited goes on by itself.")
        new = tr("These shops are connected. Their orders are being read now, the newest first; you can go on working.")
        column.addWidget(plain_label(known if answer.known else new, role="muted", wrap=True))
        for line in _shop_lines(answer.shops):
            column.addWidget(plain_label(line, wrap=True))
        column.addStretch()
        self.heading.setText(tr("Connected"))
        self._show(page, back=False, forth=True)
        self.cancel.setVisible(False)
        self.forth.setText(tr("Done"))
        icons.put(self.forth, "done", "on_accent")
        self.forth.setEnabled(True)
        self.forth.setFocus()

    def _show(self, page: QWidget, *, back: bool, forth: bool) -> None:
        old = self.steps.currentWidget()
        self.steps.addWidget(page)
        self.steps.setCurrentWidget(page)
        if old is not None:
            self.steps.removeWidget(old)
            old.deleteLater()
        self.problem.setVisible(False)
        self.back.setVisible(back)
        self.forth.setVisible(forth)
        self.forth.setDefault(forth)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.busy.isVisible():
            return  # a token may be used up at this moment: its answer must be kept
        super().keyPressEvent(event)


def _why(error: BackshopError) -> str:
    """A login that was only being tried has nothing in the outbox yet."""
    if isinstance(error, Unreachable):
        return tr("Nobody answers at this address. Check the line and the address, then try again; nothing was saved.")
    return reasons.error_sentence(error)


def _shop_lines(shops: "Sequence[Shop]") -> list[str]:
    """``Acme Gadgets - Nigeria, Ghana``."""
    dot = "  \N{MIDDLE DOT}  "
    return [
        dot.join(
            [
                shop.name,
                ", ".join(dict.fromkeys(market.country or market.name or market.code for market in shop.markets)),
            ]
        )
        for shop in shops
    ]
