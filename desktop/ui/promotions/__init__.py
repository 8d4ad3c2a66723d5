"""The Promotions tab: for now its designed empty state; the list and the calendar move in here."""
