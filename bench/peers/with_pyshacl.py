"""pySHACL: reads N-Triples and shapes in Turtle, validates in memory, writes the report as Turtle."""

import sys

import pyshacl
import rdflib

data, shapes, report = sys.argv[1:]
_, found, _ = pyshacl.validate(
    rdflib.Graph().parse(data, format="nt"),
    shacl_graph=rdflib.Graph().parse(shapes, format="turtle"),
    inference="none",
    advanced=False,
    meta_shacl=False,
    do_owl_imports=False,
    inplace=True,
)
found.serialize(report, format="turtle")
