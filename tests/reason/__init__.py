"""Reasoning: the rules, the reasoner, and the one against the other."""
