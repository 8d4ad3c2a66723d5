"""Labels from the platform to the paper: fetched when final, proved, kept, planned, printed once. No Qt, no SQL."""

from desktop.printing.sequence import PageOrder
from desktop.printing.stock import STOCKS, Stock, stock_of
from desktop.services.labels.plan import PlannedLabel, PrintPlan
from desktop.services.labels.printing import Printed
from desktop.services.labels.service import LabelService

__all__ = [
    "STOCKS",
    "LabelService",
    "PageOrder",
    "PlannedLabel",
    "PrintPlan",
    "Printed",
    "Stock",
    "stock_of",
]
