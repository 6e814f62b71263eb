"""Toponym recognition (Article to Toponyms) and resolution (Toponyms to Resolutions)."""
