"""What hangs on the catalog page beside the grid itself: each part brings commands for actions of the page."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import SignalInstance

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.ui.catalog.page import CatalogPage


class Part(Protocol):
    """``commands`` answers keys of ``CatalogActions``; ``notice`` is shown as the page's own are."""

    notice: SignalInstance

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]: ...


def parts(page: "CatalogPage", services: "Services") -> tuple[Part, ...]:
    """Every part, made when the loop runs; imported here, because nothing of them is needed for the first paint."""
    from desktop.ui.catalog.export_work import ExportWork
    from desktop.ui.catalog.history_part import HistoryPart
    from desktop.ui.catalog.import_work import ImportWork
    from desktop.ui.catalog.link_part import LinkPart
    from desktop.ui.catalog.product_work import ProductWork
    from desktop.ui.catalog.push_part import PushPart

    return (
        PushPart(page, services),
        LinkPart(page, services),
        HistoryPart(page, services),
        ProductWork(page, services),
        ImportWork(page, services),
        ExportWork(page, services),
    )
