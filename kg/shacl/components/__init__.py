"""The constraint components of SHACL Core (SHACL 4), one file for each section."""
