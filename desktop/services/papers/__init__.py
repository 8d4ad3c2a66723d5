"""Papers of our own from the orders to the printer: slips, lists, address labels, and the ledger of every print."""

from desktop.services.papers.plan import PaperPlan, PlannedPaper
from desktop.services.papers.service import PaperService
from desktop.services.papers.setup import TO_PDF, DocumentSetup

__all__ = ["TO_PDF", "DocumentSetup", "PaperPlan", "PaperService", "PlannedPaper"]
