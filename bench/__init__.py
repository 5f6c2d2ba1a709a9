"""Measurements: made-up data that looks like the real files, and a table of what validating it costs."""
