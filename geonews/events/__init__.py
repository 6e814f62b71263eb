"""From a parsed article to its events: who did what, where, when, how many, and whether it happened."""
