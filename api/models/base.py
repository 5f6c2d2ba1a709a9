"""What all answers are made of: references, passages, and how values of the library become JSON.

A model is filled from a value of the library by the names of its fields; its texts come in the language of the
context.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, Self, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from kg.findings import Language, Text
from kg.iris import CGS, GRAPH, ID
from kg.lookup.provisions import path_of

T = TypeVar("T")


def _said(value: object, info: ValidationInfo) -> object:
    return value.in_(info.context["lang"]) if isinstance(value, Text) and info.context else value


def _or_none(value: object) -> object:
    return value or None


_FOLDERS = {
    "contracts": f"{ID}contract/",
    "clauses": f"{ID}clause/",
    "purposes": f"{ID}purpose/",
    "data-types": f"{ID}data-type/",
    "processings": f"{ID}processing/",
    "services": f"{ID}service/",
    "guidance": f"{ID}guidance/",
    "observations": f"{ID}observation/",
    "findings": f"{ID}finding/",
    "shapes": CGS,
}
"""The routes for kinds of things, with what our own IRIs of each begin with."""


def page_of(iri: str) -> str:
    """The path at which this service tells of a thing, by what its IRI says that it is; else all that is said of it."""
    if path := path_of(iri):
        return f"/v1/provisions/{quote(path)}"
    for route, folder in _FOLDERS.items():
        if iri.startswith(folder):
            return f"/v1/{route}/{quote(iri[len(folder) :])}"
    return graph_page(iri) if iri.startswith(GRAPH) else f"/v1/resource?iri={quote(iri, safe='')}"


def graph_page(iri: str) -> str:
    """The path at which this service tells of a graph."""
    return f"/v1/graphs/{quote(iri.removeprefix(GRAPH), safe='/' if iri.startswith(GRAPH) else '')}"


def _page(route: str, folder: str | None = None) -> BeforeValidator:
    """Turns the IRI of a thing of a known kind into a path; one that is not our own goes in whole."""
    base = folder or _FOLDERS[route]

    def path(iri: str) -> str:
        return f"/v1/{route}/" + (quote(iri[len(base) :]) if iri.startswith(base) else quote(iri, safe=""))

    return BeforeValidator(path)


def _law(iri: str) -> str:
    path = path_of(iri)
    return "/v1/provisions/" + (quote(path) if path else quote(iri, safe=""))


Words = Annotated[str, BeforeValidator(_said)]
Stated = Annotated[tuple[T, ...] | None, BeforeValidator(_or_none)]
"""A list that is null where no document at hand says anything."""

Absent = Annotated[T | None, Field(exclude_if=lambda value: value is None)]
"""A field that is left out where there is nothing to say: JSON-LD has no null for what identifies a thing."""

Path = Annotated[str, BeforeValidator(page_of)]
VendorPath = Annotated[str, _page("vendors", f"{ID}party/")]
ContractPath = Annotated[str, _page("contracts")]
ClausePath = Annotated[str, _page("clauses")]
PurposePath = Annotated[str, _page("purposes")]
DataTypePath = Annotated[str, _page("data-types")]
ProcessingPath = Annotated[str, _page("processings")]
ServicePath = Annotated[str, _page("services")]
GuidancePath = Annotated[str, _page("guidance")]
ObservationPath = Annotated[str, _page("observations")]
FindingPath = Annotated[str, _page("findings")]
ShapePath = Annotated[str, _page("shapes")]
ProvisionPath = Annotated[str, BeforeValidator(_law)]


class Model(BaseModel):
    """An answer, or a part of one; never changed once it is made."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    @classmethod
    def of(cls, value: Any, lang: Language = "en") -> Self:
        """This model of a value of the library, in a language."""
        return cls.model_validate(value, context={"lang": lang})


class Page(Model, Generic[T]):
    """A list, sorted, and how long it is."""

    items: tuple[T, ...]
    total: int = Field(description="How many items there are.")


class Reference(Model):
    """A thing that the answer points to."""

    id: str = Field(validation_alias="iri", description="Its IRI.")
    label: Words = Field(description="What it is called.")
    href: Path = Field(validation_alias="iri", description="Where to look it up.")


class VendorReference(Reference):
    """A vendor that the answer points to."""

    href: VendorPath = Field(validation_alias="iri", description="Where to look it up.")


class ContractReference(Reference):
    """A contract or contract version that the answer points to."""

    href: ContractPath = Field(validation_alias="iri", description="Where to look it up.")


class ClauseReference(Reference):
    """A clause that the answer points to."""

    href: ClausePath = Field(validation_alias="iri", description="Where to look it up.")


class PurposeReference(Reference):
    """A purpose that the answer points to."""

    href: PurposePath = Field(validation_alias="iri", description="Where to look it up.")


class DataTypeReference(Reference):
    """A data type that the answer points to."""

    href: DataTypePath = Field(validation_alias="iri", description="Where to look it up.")


class ServiceReference(Reference):
    """A service that the answer points to."""

    href: ServicePath = Field(validation_alias="iri", description="Where to look it up.")


class GuidanceReference(Reference):
    """Guidance or a paragraph of it that the answer points to."""

    href: GuidancePath = Field(validation_alias="iri", description="Where to look it up.")


class ObservationReference(Reference):
    """An observation that the answer points to."""

    href: ObservationPath = Field(validation_alias="iri", description="Where to look it up.")


class ShapeReference(Reference):
    """A shape that the answer points to."""

    href: ShapePath = Field(validation_alias="iri", description="Where to look it up.")


class ProvisionReference(Reference):
    """A provision or legal source that the answer points to."""

    href: ProvisionPath = Field(validation_alias="iri", description="Where to look it up.")
    number: str | None = Field(description="How it is cited below its source, such as 6(1)(f).")


class Evidence(Model):
    """A passage of a source document."""

    id: Absent[str] = Field(validation_alias="iri", description="Its IRI; left out where it has none.")
    document: Reference | None = Field(description="The document that it stands in.")
    section: str | None = Field(description="The section, footnote or heading.")
    start: int | None = Field(description="Offset of its first character in the document, from 0.")
    end: int | None = Field(description="Offset behind its last character.")
    sha256: str | None = Field(description="Of its characters in UTF-8.")


class Thing(Model):
    """What every thing says of itself."""

    id: str = Field(validation_alias="iri", description="Its IRI.")
    type: Absent[str] = Field(description="Its class, by its name in the ontology.")
    label: Words = Field(description="What it is called.")
    href: Path = Field(validation_alias="iri", description="Where to look it up.")
    evidence: tuple[Evidence, ...] = Field(description="The passages that say what is said of it.")


class Documented(Thing):
    """What every thing says of itself that documents speak of."""

    not_documented: tuple[str, ...] = Field(
        description="The fields that are null since no document at hand says anything: neither that it is so, nor that "
        "it is not."
    )
