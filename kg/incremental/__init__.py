"""Validation of what changed only: which findings depend on which files, and the cache of those that still hold."""

from kg.incremental.cache import kept_in
from kg.incremental.checker import Checked, check, of_snapshot
from kg.incremental.workers import processors

__all__ = ["Checked", "check", "kept_in", "of_snapshot", "processors"]
