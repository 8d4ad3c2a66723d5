"""Products being written, and the jobs that platforms make of what was sent: what the editor and the monitor show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.products import ImageLimits, Product, ProductFinding


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product as it is being written for one shop, kept until it is sent and done.

    ``product_remote_id`` is empty while it is new; ``seen`` is what the platform told when it was opened.
    ``change_set_id`` names what was sent of it, ``state`` (an ``OperationState`` value, else empty) and ``code`` with
    ``params`` how far that got. ``variant_id`` is the SKU it was opened from, 0 for a new one.
    """

    id: str
    shop_id: str
    product: Product
    changed_at: datetime
    product_remote_id: str = ""
    change_set_id: str = ""
    seen: Product | None = None
    findings: tuple[ProductFinding, ...] = ()
    state: str = ""
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    variant_id: int = 0

    @property
    def is_new(self) -> bool:
        return not self.product_remote_id


@dataclass(frozen=True, slots=True)
class ProductAbilities:
    """What a shop's platform can do with whole products; ``currencies`` are those of its markets, the first its own."""

    edit: bool = False
    delete: bool = False
    images: ImageLimits | None = None
    currencies: tuple[str, ...] = ()
    platform: str = ""  # its title
    suggests: bool = False  # categories, by a product's name

    @property
    def currency(self) -> str:
        return self.currencies[0] if self.currencies else ""


@dataclass(frozen=True, slots=True)
class JobItem:
    """What became of one thing in a remote job."""

    operation_id: str
    label: str
    kind: OperationKind
    state: OperationState
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    platform_message: str = ""


@dataclass(frozen=True, slots=True)
class RemoteJob:
    """Work a platform does on its own time (a feed, a batch), newest first; ``ref`` is its name for it.

    ``finished_at`` is None while anything of it is at work.
    """

    ref: str
    account_id: str
    account: str
    platform: str  # its title
    shops: tuple[str, ...]
    started_at: datetime
    finished_at: datetime | None
    items: tuple[JobItem, ...]

    @property
    def done(self) -> int:
        return sum(one.state is OperationState.DONE for one in self.items)

    @property
    def failed(self) -> int:
        return sum(one.state is OperationState.REFUSED for one in self.items)
