"""The corpus of events: cards, annotations, checker, statistics."""
