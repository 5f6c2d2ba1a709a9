"""SHACL-SPARQL: constraints (SHACL 5) and constraint components (SHACL 6) that the shapes' author wrote in SPARQL."""
