"""What the SIRCLO MP Adapter needs and can do, as plain data; importing it costs nothing."""

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.platforms.kit.manifest import Can, CatalogSync, CredentialField, Manifest, OrderSync, RateRule
from desktop.platforms.sirclo.codes import OLDEST
from desktop.platforms.sirclo.product_rules import IMAGES, check_product
from desktop.platforms.sirclo.rules import RULES

if TYPE_CHECKING:
    from desktop.platforms.kit.contract import Connector
    from desktop.platforms.kit.session import AccountSession


def make(session: "AccountSession") -> "Connector":
    """The connector of one account; only now is the HTTP library loaded."""
    from desktop.platforms.sirclo.connector import SircloConnector

    return SircloConnector(session)


MANIFEST = Manifest(
    id="sirclo",
    title="SIRCLO",
    default_base_url="https://api.connexi.id",
    credentials=(
        CredentialField(
            key="client_key",
            title="Client key",
            help="The key that SIRCLO gave you. Use it in one Backshop only: a second would take half of the orders.",
            secret=True,
            minimum_length=4,
        ),
        CredentialField(
            key="brand_id",
            title="Brand id",
            help="Your own id of the brand, as registered with the key. Several brands of one key: with commas.",
            secret=False,
        ),
        CredentialField(
            key="project",
            title="Google project",
            help="The id of the Google Cloud project that hands over orders and products.",
            secret=False,
        ),
        CredentialField(
            key="service_account",
            title="Google service account",
            help="The whole key file (JSON) of the service account that SIRCLO gave you.",
            secret=True,
            minimum_length=2,
            is_file=True,
        ),
        CredentialField(
            key="pubsub_url",
            title="Pub/Sub address",
            help="Leave empty unless SIRCLO told you another address than Google's.",
            secret=False,
            required=False,
        ),
        CredentialField(
            key="stock_calls",
            title="Stock calls",
            help="Choose v4 only when SIRCLO has switched it on for your key: many SKUs then go in one call.",
            secret=False,
            required=False,
            choices=("v3", "v4"),
        ),
        CredentialField(
            key="product_calls",
            title="Product form",
            help="Choose v2 only when SIRCLO has switched it on for your key: products then have a price by warehouse.",
            secret=False,
            required=False,
            choices=("v1", "v2"),
        ),
    ),
    can=frozenset(
        {
            Can.READ_ORDERS,
            Can.ACCEPT,
            Can.PACK,
            Can.CHOOSE_PROVIDER,
            Can.SHIP,
            Can.COMPLETE,
            Can.CANCEL,
            Can.CANCEL_REASON,
            Can.REJECT_CANCEL,
            Can.LABELS,
            Can.READ_CATALOG,
            Can.SET_STOCK,
            Can.SET_PRICE,
            Can.SET_STATUS,
            Can.EDIT_PRODUCTS,
            Can.DELETE_PRODUCT,
            Can.CREATE_PROMOTION,
            Can.END_PROMOTION,
            Can.DELETE_PROMOTION,
            Can.FUNCTIONS,
        }
    ),
    # What is documented (sirclo.md 6.5, 7); nothing is stated of the other calls, so they are only kept from storming.
    rates=(
        RateRule(20, 1),
        RateRule(2, 1, "stock_v4"),
        RateRule(8, 1, "price_tkpd"),
        RateRule(2, 1, "discount_tkpd"),
        RateRule(25, 60, "discount_blib_price"),
        RateRule(10, 60, "discount_blib_percentage"),
    ),
    order_sync=OrderSync(
        window=timedelta(days=400),  # no limit is stated; it is asked for in pieces that marketplaces can list
        overlap=timedelta(hours=1),
        oldest=OLDEST,
        interval=timedelta(minutes=2),  # an empty subscription costs two small requests
        items_per_read=500,  # from our own letters
        by_update=True,  # every change of an order is a letter
    ),
    catalog_sync=CatalogSync(interval=timedelta(hours=24)),  # changes come by themselves: this finds what is gone
    rules=RULES,
    make=make,
    promotion_kinds=("discount",),
    images=IMAGES,
    check_product=check_product,
    steps=("accept", "pack"),
    help_steps=(
        "Ask SIRCLO for a client key, the Google project id and a service-account key file.",
        "Have your brand registered with the key, and its channels connected.",
        "Copy the client key and the brand id, and choose the key file.",
        "Use this key on one computer only: every message is handed out once.",
    ),
)
