"""The form of credentials: a field whose value is a whole file offers to choose it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import until
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QToolButton

from desktop.platforms.sirclo.manifest import MANIFEST
from desktop.ui.kit.theme import Theme
from desktop.ui.shops.credentials import CredentialForm


@pytest.fixture
def form(loop: asyncio.AbstractEventLoop, look: Theme) -> Iterator[CredentialForm]:
    """SIRCLO's form; gone with its dialogs before another thread could collect it."""
    form = CredentialForm(MANIFEST)
    form.show()
    yield form
    form.close()
    form.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def key_button(form: CredentialForm) -> QToolButton:
    return next(one for one in form.findChildren(QToolButton) if "Choose" in one.text())


def entry(form: CredentialForm) -> QLineEdit:
    field = form.fields["service_account"]
    assert isinstance(field, QLineEdit)
    return field


def dialogs() -> list[QFileDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()]


def test_a_key_file_is_chosen_instead_of_copied(
    loop: asyncio.AbstractEventLoop, form: CredentialForm, tmp_path: Path
) -> None:
    path = tmp_path / "key.json"
    path.write_text('{\n "client_email": "backshop@example.test"\n}\n', "utf-8")

    async def story() -> None:
        key_button(form).click()
        await until(lambda: bool(dialogs()))
        dialogs()[0].selectFile(str(path))
        dialogs()[0].accept()
        await until(lambda: bool(entry(form).text()))

    loop.run_until_complete(story())
    assert "backshop@example.test" in entry(form).text()
    assert entry(form).echoMode() is QLineEdit.EchoMode.Password


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 40_000])
def test_what_is_no_key_file_is_said_and_not_taken(form: CredentialForm, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    told: list[str] = []
    form.trouble.connect(told.append)
    form._take_file(entry(form), path)
    assert told == ["photo.jpg could not be read as a key file."]
    assert not entry(form).text()
