"""Stores: one protocol, and the stores that fulfil it."""

from kg.store.base import Row, Solutions, Store, Term
from kg.store.embedded import EmbeddedStore
from kg.store.remote import RemoteStore

__all__ = ["EmbeddedStore", "RemoteStore", "Row", "Solutions", "Store", "Term"]
