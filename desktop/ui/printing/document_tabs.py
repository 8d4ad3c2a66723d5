"""The documents of a run as tabs over the preview; one alone needs none."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QTabBar

from desktop.domain.papers import DocumentKind
from desktop.ui.kit.document_words import documents_word


class DocumentTabs(QTabBar):
    """``kind_chosen`` brings the kind of document that is looked at."""

    kind_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(QCoreApplication.translate("PrintSheet", "Document"))
        self.setExpanding(False)
        self._kinds: tuple[DocumentKind, ...] = ()
        self.currentChanged.connect(self._on_changed)

    def show_kinds(self, kinds: Sequence[DocumentKind], shown: DocumentKind) -> None:
        """Offer these; nothing is told."""
        self.blockSignals(True)
        while self.count():
            self.removeTab(0)
        self._kinds = tuple(kinds)
        for kind in kinds:
            self.addTab(documents_word(kind))
        if shown in kinds:
            self.setCurrentIndex(self._kinds.index(shown))
        self.blockSignals(False)
        self.setVisible(len(kinds) > 1)

    def _on_changed(self, at: int) -> None:
        if 0 <= at < len(self._kinds):
            self.kind_chosen.emit(self._kinds[at])
