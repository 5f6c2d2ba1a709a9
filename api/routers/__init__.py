"""One router for each part of the service."""
