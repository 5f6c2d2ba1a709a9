"""The HTTP side: parses requests, calls kg, renders answers."""
