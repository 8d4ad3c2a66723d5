"""Deadlines as the seller meets them: rules that can be seen and changed, and what open orders risk by them."""

from desktop.services.deadlines.service import Deadlines, Standing
from desktop.store.order_risks import Breach

__all__ = ["Breach", "Deadlines", "Standing"]
