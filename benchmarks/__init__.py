"""Commands that measure and print tables."""
