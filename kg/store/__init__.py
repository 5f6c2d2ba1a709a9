"""Stores: one protocol, and the stores that fulfil it."""

from kg.store.base import Fillable, Row, Solutions, Store, Term
from kg.store.embedded import EmbeddedStore
from kg.store.remote import RemoteStore

__all__ = ["EmbeddedStore", "Fillable", "RemoteStore", "Row", "Solutions", "Store", "Term"]
