"""What the first frame shows, read from the file itself: services and libraries are loaded while it is looked at."""

from array import array
from typing import Self

from desktop.domain.identity import utc_now
from desktop.domain.order_views import OrderQuery, OrderRow
from desktop.domain.profile import Profile
from desktop.platforms.registry import BY_ID
from desktop.services.shop_views import ShopView, shop_views
from desktop.store.connect import connect, named_errors
from desktop.store.migrate import migrate
from desktop.store.orders import order_ids, order_rows


class FirstLook:
    """Reads on the calling thread. ``orders`` and ``shops`` are this object itself: it is all the window asks at first.

    Raises ``StoreError`` where the file cannot be opened or brought to the present version.
    """

    def __init__(self, profile: Profile) -> None:
        with named_errors():
            self._connection = connect(profile.database, reader=False)
            try:
                migrate(self._connection, profile.database, utc_now())
            except BaseException:
                self._connection.close()
                raise

    @property
    def orders(self) -> Self:
        return self

    @property
    def shops(self) -> Self:
        return self

    def first_page(self, query: OrderQuery, limit: int = 128) -> tuple["array[int]", tuple[OrderRow, ...]]:
        """The first ids of a view and their rows."""
        ids = order_ids(self._connection, query, limit)
        return ids, order_rows(self._connection, ids)

    def list_now(self) -> tuple[ShopView, ...]:
        """Every connected shop."""
        return shop_views(self._connection, BY_ID)

    def close(self) -> None:
        """From now on the services answer."""
        self._connection.close()
