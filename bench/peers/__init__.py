"""One small program for each engine in Python: `<program> DATA SHAPES REPORT`, run by an interpreter that has it."""
