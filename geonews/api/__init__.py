"""Answers for programs: a read-only JSON API with OGC API Features (``routes``), and tools for language models."""
