"""What Jumpseller needs and can do, as plain data; importing it costs nothing."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from desktop.platforms.jumpseller.product_rules import IMAGES, check_product
from desktop.platforms.jumpseller.rules import RULES
from desktop.platforms.kit.manifest import Can, CatalogSync, CredentialField, Manifest, OrderSync, RateRule

if TYPE_CHECKING:
    from desktop.platforms.kit.contract import Connector
    from desktop.platforms.kit.session import AccountSession


def make(session: "AccountSession") -> "Connector":
    """The connector of one account; only now is the HTTP library loaded."""
    from desktop.platforms.jumpseller.connector import JumpsellerConnector

    return JumpsellerConnector(session)


MANIFEST = Manifest(
    id="jumpseller",
    title="Jumpseller",
    default_base_url="https://api.jumpseller.com/v1",
    credentials=(
        CredentialField(
            key="login",
            title="Login",
            help="The API login of your store, shown in the admin panel under your account.",
            secret=True,
        ),
        CredentialField(
            key="authtoken",
            title="Auth token",
            help="Shown beside the login. Whoever has both can do everything in your store.",
            secret=True,
        ),
    ),
    can=frozenset(
        {
            Can.READ_ORDERS,
            Can.SHIP,
            Can.COMPLETE,
            Can.CANCEL,
            Can.READ_CATALOG,
            Can.SET_STOCK,
            Can.SET_PRICE,
            Can.SET_STATUS,
            Can.EDIT_PRODUCTS,
            Can.READ_PROMOTIONS,
            Can.CREATE_PROMOTION,
            Can.END_PROMOTION,
            Can.DELETE_PROMOTION,
            Can.FUNCTIONS,
        }
    ),
    # The lowest pair of all documents; the answers' headers tell the true one (jumpseller.md 4).
    rates=(RateRule(count=60, per_s=60), RateRule(count=2, per_s=1)),
    order_sync=OrderSync(
        window=timedelta(days=180),  # the API sets no limit; a window's orders are held until they are sorted
        overlap=timedelta(hours=24),  # the store's zone against ours, and orders paid a while after they began
        oldest=datetime(2010, 1, 1, tzinfo=UTC),  # Jumpseller's first year
        interval=timedelta(minutes=5),
        items_per_read=100,
        by_update=False,  # no updated-since filter, and orders carry no time of change (jumpseller.md 5)
    ),
    catalog_sync=CatalogSync(interval=timedelta(hours=6)),
    rules=RULES,
    make=make,
    promotion_kinds=("store", "coupon"),
    images=IMAGES,
    check_product=check_product,
    steps=("ship",),
    help_steps=(
        "Log in to your Jumpseller admin panel.",
        "Choose your account in the main menu.",
        "On the left, find Login and Auth token under API.",
        "Copy both. Resetting the token there ends every access with the old one.",
    ),
)
