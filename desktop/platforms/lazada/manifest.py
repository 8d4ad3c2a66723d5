"""What Lazada needs and can do, as plain data; importing it costs nothing."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from desktop.platforms.kit.manifest import (
    Can,
    CatalogSync,
    CredentialField,
    LoginPage,
    Manifest,
    OrderSync,
    RateRule,
)
from desktop.platforms.lazada.consent import consent_address, consent_answer
from desktop.platforms.lazada.product_rules import IMAGES, check_product
from desktop.platforms.lazada.rules import RULES

if TYPE_CHECKING:
    from desktop.platforms.kit.contract import Connector
    from desktop.platforms.kit.session import AccountSession


def make(session: "AccountSession") -> "Connector":
    """The connector of one account; only now is the HTTP library loaded."""
    from desktop.platforms.lazada.connector import LazadaConnector

    return LazadaConnector(session)


MANIFEST = Manifest(
    id="lazada",
    title="Lazada",
    default_base_url="https://api.lazada.sg/rest",  # each country's own host takes its place
    credentials=(
        CredentialField(
            key="app_key",
            title="App key",
            help="A number; the Lazada Open Platform shows it beside your app.",
            secret=False,
            minimum_length=4,
        ),
        CredentialField(
            key="app_secret",
            title="App secret",
            help="The Lazada Open Platform shows it beside the app key.",
            secret=True,
            minimum_length=8,
        ),
        CredentialField(
            key="country",
            title="Country",
            help="Where you sell; cb for a cross-border shop, which sells in several.",
            secret=False,
            choices=("sg", "my", "th", "vn", "ph", "id", "cb"),
        ),
        CredentialField(
            key="code",
            title="Code",
            help="From the address you are sent to after the consent page; it works once, within 30 minutes.",
            secret=True,
            required=False,
        ),
        CredentialField(
            key="access_token",
            title="Access token",
            help="Only if you have one already, in place of the code.",
            secret=True,
            required=False,
        ),
        CredentialField(
            key="refresh_token",
            title="Refresh token",
            help="The one that came with the access token; Backshop keeps the login alive with it.",
            secret=True,
            required=False,
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
            Can.CANCEL_REASON,
            Can.REPACK,
            Can.SET_INVOICE,
            Can.TRACE,
            Can.LABELS,
            Can.READ_CATALOG,
            Can.SET_STOCK,
            Can.SET_PRICE,
            Can.SET_STATUS,
            Can.EDIT_PRODUCTS,
            Can.DELETE_PRODUCT,
            Can.SUGGEST_CATEGORIES,
            Can.FUNCTIONS,
        }
    ),
    # Limits are unpublished, five a second is the advice (lazada.md 6.3); the rest is room for lateness on the line.
    rates=(RateRule(count=5, per_s=1.02),),
    order_sync=OrderSync(
        window=timedelta(days=15),  # what a large public connector asks for at most (lazada.md 8.1)
        overlap=timedelta(minutes=10),
        oldest=datetime(2012, 1, 1, tzinfo=UTC),  # Lazada's first year
        interval=timedelta(minutes=3),
        items_per_read=50,
    ),
    make=make,
    catalog_sync=CatalogSync(interval=timedelta(hours=2)),
    rules=RULES,
    login_page=LoginPage(consent_address, consent_answer, needs=("app_key", "app_secret")),
    promotion_kinds=("sale_price",),
    images=IMAGES,
    check_product=check_product,
    label_from="packed",  # a package has its label as soon as it exists (lazada.md 9.3)
    help_steps=(
        "Open the Lazada Open Platform and log in to its console.",
        "Open your app, and have your shop put on its list of sellers.",
        "Copy the app key and the app secret. The list of allowed addresses of the app must be empty.",
        "Press the button to log in: on Lazada's page choose your country, or Crossborder, and agree.",
        "If the page does not lead back here, copy the whole address you were sent to and paste it.",
    ),
)
