"""What all answers are made of: references, passages, and how values of the library become JSON.

A model is filled from a value of the library by the names of its fields; its texts come in the language of the
context.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, Self, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from kg.findings import Language, Text
from kg.iris import ID
from kg.lookup.provisions import path_of

T = TypeVar("T")


def _said(value: object, info: ValidationInfo) -> object:
    return value.in_(info.context["lang"]) if isinstance(value, Text) and info.context else value


def _or_none(value: object) -> object:
    return value or None


def _page(route: str, folder: str) -> BeforeValidator:
    """Turns an IRI into the path at which this service tells of the thing."""
    base = f"{ID}{folder}/"

    def path(iri: str) -> str:
        return f"/v1/{route}/" + (quote(iri[len(base) :]) if iri.startswith(base) else quote(iri, safe=""))

    return BeforeValidator(path)


def _law(iri: str) -> str:
    path = path_of(iri)
    return "/v1/provisions/" + (quote(path) if path else quote(iri, safe=""))


Words = Annotated[str, BeforeValidator(_said)]
Stated = Annotated[tuple[T, ...] | None, BeforeValidator(_or_none)]
"""A list that is null where no document at hand says anything."""

VendorPath = Annotated[str, _page("vendors", "party")]
ContractPath = Annotated[str, _page("contracts", "contract")]
PurposePath = Annotated[str, _page("purposes", "purpose")]
FindingPath = Annotated[str, _page("findings", "finding")]
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


class VendorReference(Reference):
    """A vendor that the answer points to."""

    href: VendorPath = Field(validation_alias="iri", description="Where to look it up.")


class ContractReference(Reference):
    """A contract or contract version that the answer points to."""

    href: ContractPath = Field(validation_alias="iri", description="Where to look it up.")


class PurposeReference(Reference):
    """A purpose that the answer points to."""

    href: PurposePath = Field(validation_alias="iri", description="Where to look it up.")


class ProvisionReference(Reference):
    """A provision or legal source that the answer points to."""

    href: ProvisionPath = Field(validation_alias="iri", description="Where to look it up.")
    number: str | None = Field(description="How it is cited below its source, such as 6(1)(f).")


class Evidence(Model):
    """A passage of a source document."""

    id: str | None = Field(validation_alias="iri", description="Its IRI; null where it has none.")
    document: Reference | None = Field(description="The document that it stands in.")
    section: str | None = Field(description="The section, footnote or heading.")
    start: int | None = Field(description="Offset of its first character in the document, from 0.")
    end: int | None = Field(description="Offset behind its last character.")
    sha256: str | None = Field(description="Of its characters in UTF-8.")


class Thing(Reference):
    """What every thing says of itself."""

    evidence: tuple[Evidence, ...] = Field(description="The passages that say what is said of it.")


class Documented(Thing):
    """What every thing says of itself that documents speak of."""

    not_documented: tuple[str, ...] = Field(
        description="The fields that are null since no document at hand says anything: neither that it is so, nor that "
        "it is not."
    )
