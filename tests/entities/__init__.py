"""Tests of the entities: what is found in an article, and what it is linked to."""
