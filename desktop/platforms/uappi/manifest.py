"""What the Uappi hub needs and can do, as plain data; importing it costs nothing."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from desktop.platforms.kit.manifest import Can, CatalogSync, CredentialField, Manifest, OrderSync, RateRule
from desktop.platforms.uappi.rules import RULES

if TYPE_CHECKING:
    from desktop.platforms.kit.contract import Connector
    from desktop.platforms.kit.session import AccountSession


def make(session: "AccountSession") -> "Connector":
    """The connector of one account; only now is the HTTP library loaded."""
    from desktop.platforms.uappi.connector import UappiConnector

    return UappiConnector(session)


MANIFEST = Manifest(
    id="uappi",
    title="Uappi",
    default_base_url="https://omni.wapstore.com.br/omni-api",
    credentials=(
        CredentialField(
            key="api_key",
            title="Public key",
            help="The apiKey of the ERP integration, shown in the hub's portal.",
            secret=True,
            minimum_length=8,
        ),
        CredentialField(
            key="secret_key",
            title="Private key",
            help="The secretKey shown beside it.",
            secret=True,
            minimum_length=8,
        ),
        CredentialField(
            key="app_token",
            title="Application token",
            help="Leave empty unless the hub gave you an application token of your own.",
            secret=True,
            required=False,
        ),
        CredentialField(
            key="assumed_reads",
            title="Read orders and products",
            help="The hub documents no such lists. Switch this on only when its support says that yours has them.",
            secret=False,
            required=False,
            choices=("off", "on"),
        ),
    ),
    can=frozenset(
        {
            Can.READ_ORDERS,
            Can.LABELS,
            Can.LABELS_BY_NUMBER,
            Can.READ_CATALOG,
            Can.UNLISTED_SKUS,
            Can.SET_SAFETY_STOCK,
            Can.SET_PRICE,
            Can.SET_MARKET_PRICE,
            Can.FUNCTIONS,
        }
    ),
    # A limit for each endpoint, by the minute (section 4); where none is stated, that of its likes.
    rates=(
        RateRule(10, 60, "channels"),
        RateRule(40, 60, "safety"),
        RateRule(40, 60, "safety_write"),
        RateRule(40, 60, "prices"),
        RateRule(60, 60, "prices_write"),
        RateRule(60, 60, "prices_delete"),
        RateRule(60, 60, "ad_prices_write"),
        RateRule(60, 60, "ad_prices_delete"),
        RateRule(40, 60, "orders"),
        RateRule(40, 60, "products"),
        RateRule(60, 60, "labels"),
    ),
    order_sync=OrderSync(
        window=timedelta(days=3650),  # only changes can be asked for, so the first import is one walk
        overlap=timedelta(hours=6),  # its times carry no zone (section 3)
        oldest=datetime(2020, 1, 1, tzinfo=UTC),
        interval=timedelta(minutes=10),
        items_per_read=20,
    ),
    make=make,
    help_steps=(
        "Open the portal of the Uappi hub.",
        "Create an integration of the kind Platform with the channel ERP.",
        "Copy its public key and its private key.",
        "Use these keys nowhere else: every new login ends the one before.",
    ),
    catalog_sync=CatalogSync(interval=timedelta(hours=1)),
    rules=RULES,
    promotion_kinds=("channel_price", "ad_price"),
    steps=(),
    label_from="to_pack",  # nothing is told to the hub before its label can be had
)
