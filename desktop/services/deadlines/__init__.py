"""Deadlines as the seller meets them: rules that can be seen and changed, and what open orders risk by them."""

from desktop.services.deadlines.service import Deadlines, Standing

__all__ = ["Deadlines", "Standing"]
