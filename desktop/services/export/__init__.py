"""Export of orders: the seller's own data as a file that any spreadsheet opens."""

from desktop.services.export.service import Exports

__all__ = ["Exports"]
