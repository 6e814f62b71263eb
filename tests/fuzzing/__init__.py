"""What every reader and writer is fuzzed with: strategies of documents, and what must hold of each.

A target is a strategy and a check. ``tests/ingest/test_fuzz.py`` and its neighbours try each a few times;
``tools/fuzz.py`` tries one for as long as one likes, watching time and memory.
"""

from fuzzing.targets import TARGETS, Target

__all__ = ["TARGETS", "Target"]
