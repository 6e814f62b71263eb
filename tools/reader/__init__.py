"""Training the reader of events."""
