"""Loads records and what is built in into a store, and ends: `python -m bench.load FOLDER`."""

import sys
from pathlib import Path

from kg.snapshot import inputs, load
from kg.store import EmbeddedStore

store = EmbeddedStore(named=())
for source in inputs([Path(sys.argv[1])], home=Path(sys.argv[1])).sources:
    if not source.shapes:
        load(store, source)
