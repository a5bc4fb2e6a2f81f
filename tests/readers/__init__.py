"""Tests of the readers, on real files."""
