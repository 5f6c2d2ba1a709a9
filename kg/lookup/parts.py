"""What a contract version states: one class for each kind of thing that a clause says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from kg.findings import Text
from kg.iris import CG
from kg.lookup.things import Around, Reading, References, Role, Thing, along, flag, member, roles, words
from kg.store.base import Term


def _bases(*, assumed: bool) -> Reading:
    def read(around: Around, node: Term) -> References:
        statements = around.follow(node, "hasBasisStatement")
        meant = [one for one in statements if bool(around.is_true(one, "assumed")) == assumed]
        return around.references(basis for one in meant for basis in around.follow(one, "basis"))

    return Reading(read, documented=not assumed)


@dataclass(frozen=True, slots=True)
class Clause(Thing):
    """A passage of a contract version on one matter.

    Args:
        versions: that it is a clause of.
        states: what is stated in it.
    """

    OF_CLASS = ("Clause",)

    versions: Annotated[References, along("clauseOf")]
    states: Annotated[References, along("^statedIn", documented=False)]


@dataclass(frozen=True, slots=True)
class Stated(Thing):
    """Something that is stated in a contract version.

    Args:
        clauses: the clauses that state it.
        provides: elements that a document says it contains.
        lacks: elements that a document says it does not contain.
    """

    clauses: Annotated[References, along("statedIn")]
    provides: Annotated[References, along("provides", documented=False)]
    lacks: Annotated[References, along("lacks", documented=False)]


@dataclass(frozen=True, slots=True)
class Purpose(Stated):
    """What personal data are processed for (GDPR Article 5(1)(b)).

    Args:
        versions: the contract versions that it is pursued under.
        listed_under: the main purpose that the contract lists it under.
        exhaustive: for a main purpose, whether the contract lists all purposes under it.
        determined_by: the party that determines it.
        roles: in which the vendor acts for it.
        categories: of the Data Privacy Vocabulary that its wording falls in.
        data_types: that are used for it.
        legal_bases: that its vendor names for it.
        assumed_bases: that the reader of the contract assumes, or that its wording suggests.
    """

    OF_CLASS = ("Purpose",)

    versions: Annotated[References, along("underVersion")]
    listed_under: Annotated[References, along("subPurposeOf", documented=False)]
    exhaustive: Annotated[bool | None, flag("exhaustive", documented=False)]
    determined_by: Annotated[References, along("determinedBy")]
    roles: Annotated[tuple[Role, ...], roles("^forPurpose")]
    categories: Annotated[References, along("category", documented=False)]
    data_types: Annotated[References, along("^forPurpose/usesDataType")]
    legal_bases: Annotated[References, _bases(assumed=False)]
    assumed_bases: Annotated[References, _bases(assumed=True)]


@dataclass(frozen=True, slots=True)
class DataType(Stated):
    """A category of data that a contract names.

    Args:
        versions: the contract versions that name it.
        personal: whether the data are personal data (GDPR Article 4(1)).
        arises: how the vendor comes to have the data.
        contains: more detailed data types in it.
        deidentified_by: what made the data harder to link to a person.
        protected_by: the security commitments that cover it.
        purposes: for which it is used.
    """

    OF_CLASS = ("DataType",)

    versions: Annotated[References, along("underVersion")]
    personal: Annotated[bool | None, member("PersonalData")]
    arises: Annotated[References, along("arises")]
    contains: Annotated[References, along("contains", documented=False)]
    deidentified_by: Annotated[References, along("deidentifiedBy", documented=False)]
    protected_by: Annotated[References, along("^protects")]
    purposes: Annotated[References, along("^usesDataType/forPurpose")]


@dataclass(frozen=True, slots=True)
class Processing(Stated):
    """One answer to the four questions: which data, by whom, how and why.

    Args:
        versions: the contract versions that state it.
        carried_out_by: who carries it out.
        controllers: who determines its purpose.
        roles: in which the vendor acts.
        purposes: what it is for.
        data_types: which data it uses.
    """

    OF_CLASS = ("Processing",)

    versions: Annotated[References, along("underVersion")]
    carried_out_by: Annotated[References, along("carriedOutBy")]
    controllers: Annotated[References, along("hasController")]
    roles: Annotated[tuple[Role, ...], roles("")]
    purposes: Annotated[References, along("forPurpose")]
    data_types: Annotated[References, along("usesDataType")]


@dataclass(frozen=True, slots=True)
class Exclusion(Stated):
    """A purpose category that the contract says personal data are not processed for."""

    OF_CLASS = ("Exclusion",)

    excludes: Annotated[References, along("excludes")]
    applies_to: Annotated[References, along("appliesTo", documented=False)]


@dataclass(frozen=True, slots=True)
class Condition(Stated):
    """A limit or promise that the contract attaches to processing."""

    OF_CLASS = ("Condition",)

    applies_to: Annotated[References, along("appliesTo", documented=False)]


@dataclass(frozen=True, slots=True)
class InstructionRegime(Stated):
    """What counts as the customer's documented instructions (GDPR Article 28(3)(a))."""

    OF_CLASS = ("InstructionRegime",)

    consists_of: Annotated[Text | None, words(f"{CG}consistsOf")]


@dataclass(frozen=True, slots=True)
class ChangeProcedure(Stated):
    """How a change of terms or functions takes effect."""

    OF_CLASS = ("ChangeProcedure",)

    approved_by: Annotated[References, along("approvedBy")]


@dataclass(frozen=True, slots=True)
class SubProcessorList(Stated):
    """The list of sub-processors that the vendor publishes (GDPR Article 28(2))."""

    OF_CLASS = ("SubProcessorList",)

    data_types: Annotated[References, along("namesDataType")]


@dataclass(frozen=True, slots=True)
class SecurityCommitment(Stated):
    """A promise of security measures (GDPR Article 32).

    Args:
        protects: the data types that it covers.
        applies_to: what else it is limited to.
        recognises: states of data that the vendor takes into account.
        disregards: states of data that the vendor is said not to take into account.
        certified_to: standards that the measures are to meet.
    """

    OF_CLASS = ("SecurityCommitment",)

    protects: Annotated[References, along("protects")]
    applies_to: Annotated[References, along("appliesTo", documented=False)]
    recognises: Annotated[References, along("recognisesState")]
    disregards: Annotated[References, along("disregardsState", documented=False)]
    certified_to: Annotated[References, along("certifiedTo")]


@dataclass(frozen=True, slots=True)
class Assistance(Stated):
    """What the processor does to help the controller (GDPR Article 28(3)(e) to (h))."""

    OF_CLASS = ("Assistance",)

    assists_with: Annotated[References, along("assistsWith")]


@dataclass(frozen=True, slots=True)
class LegalBasis(Stated):
    """A party's word on the legal basis of processing for some purposes (GDPR Article 6(1)).

    Args:
        bases: the legal bases that it names.
        purposes: that it covers.
        assumed: whether it is what the reader assumes, and not what the party said.
    """

    OF_CLASS = ("LegalBasisStatement",)

    bases: Annotated[References, along("basis")]
    purposes: Annotated[References, along("basisFor")]
    assumed: Annotated[bool | None, flag("assumed", documented=False)]


@dataclass(frozen=True, slots=True)
class BalancingRecord(Stated):
    """A documented balancing of a legitimate interest (GDPR Articles 6(1)(f) and 5(2)).

    Args:
        purposes: that it covers.
        some_of: main purposes of which it covers a selection that is not named.
    """

    OF_CLASS = ("BalancingRecord",)

    purposes: Annotated[References, along("coversPurpose")]
    some_of: Annotated[References, along("coversSomeOf", documented=False)]


@dataclass(frozen=True, slots=True)
class AnonymisationStep(Stated):
    """The step that turns personal data into anonymous data (GDPR recital 26)."""

    OF_CLASS = ("AnonymisationStep",)

    turns: Annotated[References, along("turns")]
    into: Annotated[References, along("into")]
    takes_place: Annotated[References, along("takesPlace")]
