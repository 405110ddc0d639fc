"""Speech to words: one port, one adapter an engine."""
