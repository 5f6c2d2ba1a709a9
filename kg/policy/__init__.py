"""What is made of findings: which are looked at, how grave they are, which are accepted, and which are new.

The one place where that is decided, between `kg.findings` and a report.
"""

from kg.policy.apply import apply
from kg.policy.baseline import Known, baseline_of, read_baseline
from kg.policy.codes import check_codes, codes, fits
from kg.policy.model import Judged, Policy, today
from kg.policy.rules import RULES, Rule
from kg.policy.waivers import read_waivers

__all__ = [
    "RULES",
    "Judged",
    "Known",
    "Policy",
    "Rule",
    "apply",
    "baseline_of",
    "check_codes",
    "codes",
    "fits",
    "read_baseline",
    "read_waivers",
    "today",
]
