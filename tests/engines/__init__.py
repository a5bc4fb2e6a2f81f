"""Tests of engines: the contract, agreement with the oracle, and the files of Whoosh."""
