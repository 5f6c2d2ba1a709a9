"""Validation of what changed only: which findings depend on which files, and the cache of those that still hold."""
