"""rudof: reads N-Triples and shapes in Turtle, validates in memory, writes the report as Turtle."""

import sys
from pathlib import Path

import pyrudof

data, shapes, report = map(Path, sys.argv[1:])
rudof = pyrudof.Rudof()
rudof.read_data(data, format=pyrudof.RDFFormat.NTriples)
rudof.read_shacl(shapes)
rudof.validate_shacl()
report.write_text(
    rudof.serialize_shacl_validation_results(format=pyrudof.ResultShaclValidationFormat.Turtle), encoding="utf-8"
)
