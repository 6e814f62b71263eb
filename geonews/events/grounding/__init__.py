"""Grounding: the spans of roles become values through what is known: calendar, numbers, places, geography.

The words here are data (`words.toml`, `lexicon.toml`, `counts.toml`, `borders.csv`, `peoples.csv`); no type of event is
named in code.
"""
