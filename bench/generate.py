"""Writes contract records of made-up vendors, one canonical Turtle file for each: `python -m bench.generate --help`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from pyoxigraph import Literal, NamedNode, Triple

from bench.faults import FAULTS
from bench.vendor import CUSTOMERS, Vendor
from kg.iris import ID, PREFIXES
from kg.turtle import write

FAULTY = 0.35
"""The share of vendors that get faults."""

CHANCE = 0.13
"""How likely each kind of fault is for them."""


def generate(folder: Path, vendors: int, *, seed: int = 0, faulty: float = FAULTY) -> None:
    """Writes one file for each vendor, and `customers.ttl`; the same arguments give the same bytes.

    A vendor depends on its number and the seed only, so that more vendors are the same ones and others.

    Args:
        folder: where to; made where it is not there.
        vendors: how many.
        seed: another one gives other vendors.
        faulty: the share of vendors that are not sound.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "customers.ttl").write_text(write(_customers()), encoding="utf-8")
    for number in range(1, vendors + 1):
        vendor = make(number, seed=seed, faulty=faulty)
        header = f"# The contract of {vendor.title}, a vendor that does not exist."
        text = write(vendor.triples(), prefixes=vendor.prefixes, header=header)
        (folder / f"{vendor.slug}.ttl").write_text(text, encoding="utf-8")


def make(number: int, *, seed: int = 0, faulty: float = FAULTY) -> Vendor:
    """One vendor, with its faults if it has some."""
    random = Random(f"{seed} {number}")  # noqa: S311
    vendor = Vendor(number, random)
    if random.random() < faulty:
        for fault in [fault for fault in FAULTS.values() if random.random() < CHANCE]:
            fault(vendor)
    return vendor


def _customers() -> Iterator[Triple]:
    for number in range(1, CUSTOMERS + 1):
        customer = NamedNode(f"{ID}party/customer-{number:02}")
        yield Triple(customer, NamedNode(PREFIXES["rdf"] + "type"), NamedNode(PREFIXES["cg"] + "Party"))
        for language, word in (("da", "Kunde"), ("en", "Customer"), ("sv", "Kund")):
            label = Literal(f"{word} {number}", language=language)
            yield Triple(customer, NamedNode(PREFIXES["rdfs"] + "label"), label)


def main(arguments: Sequence[str]) -> None:
    """Runs with arguments from the command line."""
    parser = ArgumentParser(prog="python -m bench.generate", description="Write contract records of made-up vendors.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--vendors", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faulty", type=float, default=FAULTY, help="share of vendors that are not sound")
    given = parser.parse_args(arguments)
    generate(given.folder, given.vendors, seed=given.seed, faulty=given.faulty)


if __name__ == "__main__":
    main(sys.argv[1:])
