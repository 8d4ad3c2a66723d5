"""What Jumia needs and can do, as plain data; importing it costs nothing."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from desktop.platforms.jumia.catalog_rules import RULES
from desktop.platforms.jumia.product_rules import IMAGES, check_product
from desktop.platforms.kit.manifest import Can, CatalogSync, CredentialField, Manifest, OrderSync, RateRule

if TYPE_CHECKING:
    from desktop.platforms.kit.contract import Connector
    from desktop.platforms.kit.session import AccountSession


def make(session: "AccountSession") -> "Connector":
    """The connector of one account; only now is the HTTP library loaded."""
    from desktop.platforms.jumia.connector import JumiaConnector

    return JumiaConnector(session)


MANIFEST = Manifest(
    id="jumia",
    title="Jumia",
    default_base_url="https://vendor-api.jumia.com",
    credentials=(
        CredentialField(
            key="client_id",
            title="Client ID",
            help="Vendor Center shows it beside your application.",
            secret=False,
            minimum_length=20,
        ),
        CredentialField(
            key="refresh_token",
            title="Generated token",
            help="Paste it right after generating it. It works once; Backshop keeps it fresh from then on.",
            secret=True,
            minimum_length=20,
        ),
    ),
    can=frozenset(
        {
            Can.READ_ORDERS,
            Can.PACK,
            Can.SPLIT_PARCELS,
            Can.CHOOSE_PROVIDER,
            Can.READY,
            Can.CANCEL,
            Can.LABELS,
            Can.READ_CATALOG,
            Can.SET_STOCK,
            Can.SET_PRICE,
            Can.SET_STATUS,
            Can.EDIT_PRODUCTS,
            Can.FUNCTIONS,
        }
    ),
    rates=(RateRule(count=200, per_s=60), RateRule(count=4, per_s=1)),  # for the whole account (jumia.md 2.1)
    order_sync=OrderSync(
        window=timedelta(days=59),  # at most 60 once both ends are rounded outward (jumia.md 5.1)
        overlap=timedelta(hours=24),  # the time zone of its date filters is not documented
        oldest=datetime(2012, 6, 1, tzinfo=UTC),  # Jumia's first month of trade
        interval=timedelta(minutes=3),
        items_per_read=25,
    ),
    make=make,
    catalog_sync=CatalogSync(interval=timedelta(hours=2)),
    rules=RULES,
    promotion_kinds=("sale_price",),
    images=IMAGES,
    check_product=check_product,
    help_steps=(
        "Open Jumia Vendor Center and go to Settings, then Applications.",
        "Choose Create Application and the type Self Authorization.",
        "Give it the role VC - Order Manager.",
        "Copy the Client ID.",
        "Choose Generate Token and copy the token.",
    ),
)
