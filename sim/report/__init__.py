"""What a reader sees: sentences from numbers, tables on a screen, one JSON object."""
