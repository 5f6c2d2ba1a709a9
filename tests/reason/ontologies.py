"""Random ontologies of OWL 2 RL with facts, in Turtle; none of them can contradict itself.

Chains and sub-properties only lead from a lower to a higher number, which keeps the property hierarchy regular, as
OWL 2 DL wants it; the inverses `:q…` stand in no chain for the same reason.
"""

from __future__ import annotations

from hypothesis import strategies as st

CLASSES = tuple(f":C{n}" for n in range(4))
ROLES = tuple(f":p{n}" for n in range(4))
INVERSES = tuple(f":q{n}" for n in range(2))
THINGS = (":a", ":b", ":c")

DECLARATIONS = "".join(
    f"{name} a {kind} . "
    for names, kind in (
        (CLASSES, "owl:Class"),
        (ROLES + INVERSES, "owl:ObjectProperty"),
        (THINGS, "owl:NamedIndividual"),
        ((":d0", ":d1"), "owl:DatatypeProperty"),
    )
    for name in names
) + "".join(f"{inverse} owl:inverseOf :p{n} . " for n, inverse in enumerate(INVERSES))

classes = st.sampled_from(CLASSES)
things = st.sampled_from(THINGS)
roles = st.sampled_from(ROLES + INVERSES)
values = st.sampled_from(['"x"', '"y"@sv', "1", "true"])
inverted = roles.map("[ owl:inverseOf {} ]".format)


def _restriction(role: st.SearchStrategy[str], kind: str, filler: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("[ a owl:Restriction ; owl:onProperty {} ; owl:{} {} ]".format, role, st.just(kind), filler)


def _class(kind: str, members: st.SearchStrategy[str], most: int = 2) -> st.SearchStrategy[str]:
    joined = st.lists(members, min_size=1, max_size=most).map(" ".join)
    return st.builds("[ a owl:Class ; owl:{} ( {} ) ]".format, st.just(kind), joined)


has_value = _restriction(roles, "hasValue", things) | _restriction(st.sampled_from([":d0", ":d1"]), "hasValue", values)

conditions = st.recursive(
    classes | has_value | _class("oneOf", things),
    lambda inner: st.one_of(
        _class("intersectionOf", inner),
        _class("unionOf", inner),
        _restriction(roles | inverted, "someValuesFrom", inner | st.just("owl:Thing")),
    ),
    max_leaves=3,
)
consequences = st.recursive(
    classes | has_value,
    lambda inner: _class("intersectionOf", inner) | _restriction(roles | inverted, "allValuesFrom", inner),
    max_leaves=3,
)


@st.composite
def _chains(draw: st.DrawFn) -> str:
    """A chain that leads to a higher number, or from the property itself and lower ones to it."""
    high = draw(st.integers(1, len(ROLES) - 1))
    low = st.sampled_from(ROLES[:high])
    links = draw(st.lists(low, min_size=1, max_size=2))
    own = [f":p{high}"]
    whole = draw(st.sampled_from([[*links, *own], [*own, *links]] + ([links] if len(links) > 1 else [])))
    return f":p{high} owl:propertyChainAxiom ( {' '.join(whole)} ) ."


axioms = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, conditions, consequences),
    st.builds("{} owl:equivalentClass {} .".format, classes, classes | has_value),
    st.builds("{} rdfs:domain {} .".format, roles, consequences),
    st.builds("{} rdfs:range {} .".format, roles, consequences),
    st.builds(":d{} rdfs:domain {} .".format, st.integers(0, 1), consequences),
    st.sampled_from([f":p{i} rdfs:subPropertyOf :p{j} ." for i in range(4) for j in range(i + 1, 4)]),
    st.just(":d0 rdfs:subPropertyOf :d1 ."),
    st.builds("{} a owl:{}Property .".format, st.sampled_from(ROLES), st.sampled_from(["Transitive", "Symmetric"])),
    _chains(),
)
facts = st.one_of(
    st.builds("{} a {} .".format, things, classes),
    st.builds("{} {} {} .".format, things, roles, things),
    st.builds("{} :d{} {} .".format, things, st.integers(0, 1), values),
)
ontologies = st.builds(
    "{} {}".format,
    st.lists(axioms, min_size=1, max_size=6).map(" ".join),
    st.lists(facts, min_size=1, max_size=6).map(" ".join),
)
"""The axioms and facts of one ontology, without `DECLARATIONS`."""
