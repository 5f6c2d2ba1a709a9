"""Validates what changed since the last run, and takes the other findings from what was kept."""

from __future__ import annotations
