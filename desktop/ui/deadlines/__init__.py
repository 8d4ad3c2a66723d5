"""Deadlines on screen: the rules in words and as a form, what is about to breach, and what a late order costs."""
