"""Code tables: what the hub's words mean for us (uappi.md 1, 7)."""

# What names this application to the hub. The sandbox takes this word; a build for production puts its own token here.
APP_TOKEN = "homologacao"  # noqa: S105 - the documented word of the sandbox
CURRENCY = "BRL"
COUNTRY = "BR"
SHOP = "hub"  # an account is one shop and the hub has no name for it
PAGE = 100
PRICES_PER_CALL = 100
