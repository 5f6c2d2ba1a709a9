"""Governance of cloud contracts as a graph: the library and the command line."""
