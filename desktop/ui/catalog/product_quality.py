"""Says in the open product how the marketplace's quality check stands, and follows it there."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.domain.catalog import QcStatus, Variant
from desktop.domain.changes import ChangeKind, Changes
from desktop.ui.catalog.product_banner import Banner
from desktop.ui.kit import tasks
from desktop.ui.kit.theme import Tone

if TYPE_CHECKING:
    from desktop.services.build import Services


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductQuality", source)


def quality_words(variant: Variant) -> tuple[str, Tone]:
    """What is to be said; no words where all is well."""
    if variant.qc_status is QcStatus.PENDING:
        return tr("The marketplace's quality check looks at it now. Until then buyers may not see it."), Tone.INFO
    if variant.qc_status is QcStatus.REJECTED:
        reason = variant.qc_reason.strip() or tr("it gave no reason")
        return tr("The marketplace's quality check rejected it: {reason}").format(reason=reason), Tone.DANGER
    return "", Tone.INFO


class QualityBanner(Banner):
    """About the SKU the product was opened from; a product that is still to be made has none."""

    def __init__(self, services: "Services", variant_id: int) -> None:
        super().__init__()
        self._services, self._variant_id = services, variant_id

    def start(self) -> None:
        """The loop runs: read, and listen."""
        if self._variant_id:
            self.destroyed.connect(self._services.changes.subscribe(self._hear))
            tasks.run(self, self._look())

    def _hear(self, changes: Changes) -> None:
        if changes.kind is ChangeKind.CATALOG:
            tasks.run(self, self._look())

    async def _look(self) -> None:
        for stored in await self._services.catalog.variants([self._variant_id]):
            self.say(*quality_words(stored.variant))
