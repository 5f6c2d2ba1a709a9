"""What a store says of the things in an answer: what they are called, and the passages behind them."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from kg.findings.facts import Facts
from kg.iris import PREFIXES
from kg.store.base import Store, Term

TITLES = (NamedNode(PREFIXES["sh"] + "name"), NamedNode(PREFIXES["rdfs"] + "label"))
"""The properties that say what a thing is called; the first that it has counts."""

_BATCH = 500

# The things, the clauses that state them, and the passages behind both.
_ABOUT = """
CONSTRUCT {{ ?node ?property ?fact }} WHERE {{
    {{
        SELECT DISTINCT ?node WHERE {{
            VALUES ?thing {{ {things} }}
            ?thing cg:statedIn?/(cg:evidence/cg:document?)? ?node
        }}
    }}
    VALUES ?property {{
        rdfs:label sh:name cg:statedIn cg:evidence cg:document cg:section cg:start cg:end cg:spanSha256
    }}
    ?node ?property ?fact
}}
"""


def facts_of(store: Store, terms: Iterable[Term]) -> Facts:
    """Labels and passages of the IRIs among some terms.

    Raises:
        StoreError: the store could not answer.
    """
    things = sorted({str(term) for term in terms if isinstance(term, NamedNode)})
    batches = (things[start : start + _BATCH] for start in range(0, len(things), _BATCH))
    return Facts(triple for some in batches for triple in store.construct(_ABOUT.format(things=" ".join(some))))
