"""The template editor: what stands on our papers, with the paper beside it as it will come out."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import BackshopError
from desktop.domain.papers import DocumentKind, Template
from desktop.services.papers.templates import KINDS, usual
from desktop.ui.kit import icons, reasons, tasks
from desktop.ui.kit.dialogs import choose_file, plain_label
from desktop.ui.kit.document_words import document_word
from desktop.ui.printing.preview import PagePreview
from desktop.ui.settings.parts import keep
from desktop.ui.settings.senders import Senders
from desktop.ui.settings.template_contents import TemplateContents
from desktop.ui.settings.template_texts import TemplateTexts

if TYPE_CHECKING:
    from desktop.services.build import Services

_SETTLE_MS = 150
_PREVIEW_DPI = 130
_MOST_LOGO = 4 * 1024 * 1024  # read of a file that was chosen; what is kept is bounded by the service


def tr(source: str) -> str:
    return QCoreApplication.translate("Templates", source)


class TemplatesPage(QWidget):
    """Every change is shown at once and kept a moment later; *as usual* takes all of them back."""

    def __init__(self, services: "Services") -> None:
        super().__init__()
        self._papers, self._shops = services.papers, services.shops
        self._template = usual(DocumentKind.PACKING_SLIP)
        self._generation = 0
        self._pdf = b""
        self.kinds = QTabBar()
        self.kinds.setAccessibleName(tr("Paper"))
        self.kinds.setExpanding(False)
        for kind in _kinds():
            self.kinds.addTab(document_word(kind))
        self.parts = QTabBar()
        self.parts.setAccessibleName(tr("Part of the template"))
        self.parts.setExpanding(False)
        self.contents, self.texts, self.senders = TemplateContents(), TemplateTexts(), Senders()
        self.reset = QPushButton(tr("As usual"))
        self.reset.setToolTip(tr("Forget what was changed on this paper"))
        self.reset.setAutoDefault(False)
        icons.put(self.reset, "undo")
        self.preview = PagePreview()
        self.told = plain_label("", role="warning", wrap=True)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._lay_out()
        self._connect()
        self.preview.begin(0, tr("Drawing the paper\N{HORIZONTAL ELLIPSIS}"))
        tasks.run(self, self._read())

    @property
    def kind(self) -> DocumentKind:
        """The paper that is edited."""
        return _kinds()[self.kinds.currentIndex()]

    # Building -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for name, page in (
            (tr("Contents"), self.contents),
            (tr("Words"), self.texts),
            (tr("Sender and logo"), self.senders),
        ):
            self.parts.addTab(name)
            self._stack.addWidget(page)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.parts)
        left.addWidget(self._stack, 1)
        left.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addLayout(left, 5)
        row.addWidget(self.preview, 5)
        head = QHBoxLayout()
        head.addWidget(self.kinds)
        head.addStretch()
        head.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addLayout(row, 1)
        self.told.hide()

    def _connect(self) -> None:
        self.kinds.currentChanged.connect(lambda _at: tasks.run(self, self._open()))
        self.parts.currentChanged.connect(self._stack.setCurrentIndex)
        self.contents.language_chosen.connect(self._choose_language)
        self.contents.changed.connect(lambda name, value: self._change(**{name: value}))
        self.texts.changed.connect(lambda words: self._change(words=words))
        self.reset.clicked.connect(lambda: tasks.run(self, self._reset()))
        self.preview.page_wanted.connect(lambda page: tasks.run(self, self._draw_page(page)))
        self.senders.shop.activated.connect(lambda _at: self._settle.start())
        self.senders.changed.connect(self._put_sender)
        self.senders.logo_wanted.connect(lambda: tasks.run(self, self._choose_logo(), failed=self._fail))
        self.senders.logo_dropped.connect(lambda: tasks.run(self, self._put_logo(b""), failed=self._fail))
        self._settle.timeout.connect(lambda: tasks.run(self, self._keep_and_draw(), failed=self._fail))

    # Editing --------------------------------------------------------------------------------------------------------

    async def _read(self) -> None:
        senders = await self._papers.templates.senders()
        shops = {view.id: view.name for view in await self._shops.list()}
        self.senders.show_shops(list(shops.items()), {key: "\n".join(lines) for key, lines in senders.items()})
        self.senders.show_logo(await self._papers.templates.logo())
        await self._open()

    async def _open(self) -> None:
        """Another paper; what was typed on the last one is kept first."""
        if self._settle.isActive():
            self._settle.stop()
            await self._papers.templates.put(self._template)
        kind = self.kind
        template = await self._papers.templates.get(kind)
        if kind is self.kind:
            self._show(template)
            await self._keep_and_draw(keep=False)

    def _show(self, template: Template) -> None:
        self._template = template
        self.contents.show_template(template)
        self.texts.show_words(usual(template.kind, template.language).words, template.words)

    def _change(self, **parts: object) -> None:
        changed = replace(self._template, **parts)  # type: ignore[arg-type]
        if changed != self._template:
            self._template = changed
            self._settle.start()

    def _choose_language(self, language: str) -> None:
        """The words of another language; what the seller chose to show stays."""
        fresh = usual(self.kind, language)
        self._change(language=fresh.language, words=fresh.words, title=fresh.title)
        self._show(self._template)

    async def _reset(self) -> None:
        self._settle.stop()
        self._show(await self._papers.templates.reset(self.kind))
        await self._keep_and_draw(keep=False)

    # Preview --------------------------------------------------------------------------------------------------------

    async def _keep_and_draw(self, *, keep: bool = True) -> None:
        """Keep the template and draw an invented order on it; late answers are dropped."""
        self._generation += 1
        generation, template = self._generation, self._template
        if keep:
            await self._papers.templates.put(template)
        setup = await self._papers.setups.get(template.kind)
        pdf, count = await self._papers.sample(template, setup, self.senders.lines())
        if generation == self._generation:
            self._pdf = pdf
            self.told.hide()
            self.preview.begin(count)

    async def _draw_page(self, page: int) -> None:
        pdf = self._pdf
        for image in await self._papers.pages(pdf, [page], dpi=_PREVIEW_DPI):
            if pdf is self._pdf:
                self.preview.show_page(image)

    def _put_sender(self, shop_id: str, text: str) -> None:
        keep(self._papers.templates.put_sender(shop_id, text))
        self._settle.start()

    def flush(self) -> None:
        """The settings are closed: what was typed in the last moment is kept."""
        if self._settle.isActive():
            self._settle.stop()
            keep(self._papers.templates.put(self._template))

    async def _choose_logo(self) -> None:
        if name := await choose_file(self, tr("Choose a logo"), tr("Pictures (*.png *.jpg *.jpeg)")):
            await self._put_logo(await asyncio.to_thread(_read, Path(name)))

    async def _put_logo(self, content: bytes) -> None:
        await self._papers.templates.choose_logo(content)
        self.senders.show_logo(content)
        self._template = replace(self._template, logo=content)
        self._settle.start()

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, BackshopError | OSError):
            tasks.present(error)
            return
        words = reasons.error_sentence(error) if isinstance(error, BackshopError) else error.strerror or ""
        self.told.setText(words)
        self.told.show()


def _kinds() -> tuple[DocumentKind, ...]:
    """The paper that buyers see comes first."""
    return tuple(sorted(KINDS, key=lambda kind: kind is not DocumentKind.PACKING_SLIP))


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_LOGO)
