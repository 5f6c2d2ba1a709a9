"""shifty: reads N-Triples and shapes in Turtle, validates in memory, writes the report as Turtle."""

import sys
from pathlib import Path

import shifty

data, shapes, report = map(Path, sys.argv[1:])
_, found, _ = shifty.validate(data, shapes, graph_mode="data", infer=False)
found.serialize(report, format="turtle")
