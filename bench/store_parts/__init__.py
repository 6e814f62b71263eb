"""Parts of bench/store.py."""
