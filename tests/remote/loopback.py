"""The small service of the tests as a process of its own, with what it holds on the disk, so that it can be killed.

`python -m tests.remote.loopback FOLDER PORT`
"""

from __future__ import annotations

import sys

from tests.store.sparql_server import SparqlServer

if __name__ == "__main__":
    SparqlServer(sys.argv[1], int(sys.argv[2])).serve_forever()
