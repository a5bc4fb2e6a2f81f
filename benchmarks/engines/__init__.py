"""The same articles, the same queries and the same outputs through this archive's engine and through other ones."""
