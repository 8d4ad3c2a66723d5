"""Logging in with the browser: one button opens the marketplace's page, and the way back is waited for or pasted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.errors import BackshopError
from desktop.ui.kit import icons, reasons, tasks
from desktop.ui.kit.dialogs import plain_label

if TYPE_CHECKING:
    from desktop.services.browser_login import BrowserLogin
    from desktop.services.shops import ShopService
    from desktop.ui.shops.credentials import CredentialForm


def tr(source: str) -> str:
    return QCoreApplication.translate("BrowserLogin", source)


class BrowserBox(QWidget):
    """Fills the form with what the login brings; ``came`` says that it can be tried now.

    With a page of the seller's own the marketplace sends him there, and he pastes that address; without one it comes
    back to this computer by itself.
    """

    came = Signal()

    def __init__(self, shops: "ShopService", platform: str, form: "CredentialForm") -> None:
        super().__init__()
        self._shops, self._platform, self._form = shops, platform, form
        self._login: BrowserLogin | None = None
        self.open = QPushButton(tr("Log in with the browser"))
        icons.put(self.open, "login")
        self.page = _line(tr("Page your application is registered with (leave empty for this computer)"))
        self.pasted = _line(tr("Address you were sent to"))
        self.pasted.setPlaceholderText(tr("paste it here when it does not come back by itself"))
        self.told = plain_label("", role="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for field in (self.page, self.pasted):
            label = QLabel(field.accessibleName())
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
            if field is self.page:
                column.addWidget(self.open)
        column.addWidget(self.told)
        self.open.clicked.connect(lambda: tasks.run(self, self._begin(), busy=self.open, failed=self._failed))
        self.pasted.textChanged.connect(self._read)

    async def _begin(self) -> None:
        """Open the page; without a page of the seller's own, wait for the browser to come back."""
        page = self.page.text().strip()
        if page:
            self._go(page)
            return
        from desktop.services.browser_login import listening

        async with listening() as (address, back):
            self._go(address)
            self._take(await back)

    def _go(self, redirect_uri: str) -> None:
        self._login = self._shops.browser_login(self._platform, self._form.values(), redirect_uri)
        QDesktopServices.openUrl(QUrl(self._login.address()))
        self.told.setText(tr("Log in there. Backshop goes on as soon as the login is back."))

    def _read(self, text: str) -> None:
        if self._login is not None and "?" in text:
            try:
                self._take(text)
            except BackshopError as error:
                self._failed(error)

    def _take(self, address: str) -> None:
        if self._login is None:
            return
        self._form.fill(self._login.credentials(address))
        self.pasted.clear()
        self.told.setText(tr("The login is here."))
        self.came.emit()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, BackshopError):
            tasks.present(error)
            return
        self.told.setText(reasons.error_sentence(error))
        self._form.mark(error.params.get("field", ""))


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    return line
