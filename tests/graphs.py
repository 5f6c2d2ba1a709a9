"""A small graph with findings, for tests of what is made of them."""

from __future__ import annotations

import pyoxigraph as ox

from kg.iris import GRAPH, PREFIXES, REPORT_GRAPH, SHAPES_GRAPH
from kg.store import EmbeddedStore

SHAPES = """
cgs:PD001 a sh:PropertyShape ;
    sh:name "Purpose without data types"@en, "Ändamål utan datatyper"@sv ;
    cg:code "PD001" ; cg:topic "purpose" ; cg:finds cg:StatedOtherwise ;
    cg:enforces <http://data.europa.eu/eli/reg/2016/679/art_28/par_3/oj>,
        <http://data.europa.eu/eli/reg/2016/679/art_5/oj> ;
    cg:follows <https://w3id.org/clausegraph/id/guidance/g/par-114> .
cgs:CB001 a sh:NodeShape ; sh:name "No boundary"@en ; cg:code "CB001" ; cg:topic "controller" ;
    cg:finds cg:NotDocumented ; cg:enforces <http://data.europa.eu/eli/reg/2016/679/art_26/oj> .
"""

FACTS = """
<http://data.europa.eu/eli/reg/2016/679/art_28/par_3/oj> cg:number "28(3)" ;
    rdfs:label "Article 28(3) GDPR"@en, "artikel 28.3 GDPR"@sv, "artikel 28, stk. 3, GDPR"@da ;
    cg:partOf <http://data.europa.eu/eli/reg/2016/679/art_28/oj>, <http://data.europa.eu/eli/reg/2016/679/oj> .
<http://data.europa.eu/eli/reg/2016/679/art_5/oj> cg:number "5" ; rdfs:label "Article 5 GDPR"@en .
<http://data.europa.eu/eli/reg/2016/679/art_26/oj> rdfs:label "Article 26 GDPR"@en .
<https://w3id.org/clausegraph/id/guidance/g/par-114> rdfs:label "Guidelines, paragraph 114"@en .

<https://w3id.org/clausegraph/id/party/acme> a cg:Vendor ; rdfs:label "Acme" .
<https://w3id.org/clausegraph/id/party/town> a cg:Customer ; rdfs:label "the Town"@en, "Staden"@sv .
<https://w3id.org/clausegraph/id/service/chat> a cg:Service ; rdfs:label "Chat"@en .
<https://w3id.org/clausegraph/id/contract/acme/2020> a cg:ContractVersion ; rdfs:label "Acme terms of 2020"@en ;
    cg:hasVendor <https://w3id.org/clausegraph/id/party/acme> ;
    cg:hasCustomer <https://w3id.org/clausegraph/id/party/town> .
<https://w3id.org/clausegraph/id/clause/acme/2020/c1> a cg:Clause ; rdfs:label "Clause 1"@en ;
    cg:evidence <https://w3id.org/clausegraph/id/evidence/r/clause> .
<https://w3id.org/clausegraph/id/purpose/acme/2020/billing> a cg:Purpose ;
    rdfs:label "billing"@en, "fakturering"@sv, "fakturering"@da ;
    cg:lacks cg:DataTypesUsed ;
    cg:statedIn <https://w3id.org/clausegraph/id/clause/acme/2020/c1> ;
    cg:underVersion <https://w3id.org/clausegraph/id/contract/acme/2020> ;
    cg:hasVendor <https://w3id.org/clausegraph/id/party/acme> ;
    cg:hasCustomer <https://w3id.org/clausegraph/id/party/town> ;
    cg:hasService <https://w3id.org/clausegraph/id/service/chat> ;
    cg:evidence <https://w3id.org/clausegraph/id/evidence/r/b>, <https://w3id.org/clausegraph/id/evidence/r/a> .
<https://w3id.org/clausegraph/id/data-type/acme/2020/logs> a cg:DataType ; rdfs:label "logs"@en ;
    cg:statedIn <https://w3id.org/clausegraph/id/clause/acme/2020/c1> .
<https://w3id.org/clausegraph/id/response/r1> rdfs:label "sent away"@en ;
    cg:respondsTo <https://w3id.org/clausegraph/id/request/q1> .
<https://w3id.org/clausegraph/id/request/q1> cg:putTo <https://w3id.org/clausegraph/id/party/acme> .

<https://w3id.org/clausegraph/id/document/r> a cg:Document ; rdfs:label "Report"@en, "Rapport"@sv .
<https://w3id.org/clausegraph/id/evidence/r/a> cg:document <https://w3id.org/clausegraph/id/document/r> ;
    cg:section "2.3" ; cg:start 90 ; cg:end 120 ; cg:spanSha256 "00ff" .
<https://w3id.org/clausegraph/id/evidence/r/b> cg:document <https://w3id.org/clausegraph/id/document/r> ;
    cg:section "footnote 10" ; cg:start 1000 ; cg:end 1010 .
<https://w3id.org/clausegraph/id/evidence/r/clause> cg:document <https://w3id.org/clausegraph/id/document/r> ;
    cg:section "1" ; cg:start 1 ; cg:end 2 .
<https://w3id.org/clausegraph/id/observation/r/3.1> a cg:Observation ; rdfs:label "not transparent"@en ;
    cg:about <https://w3id.org/clausegraph/id/purpose/acme/2020/billing> .
<https://w3id.org/clausegraph/id/observation/r/3.10> a cg:Observation ; rdfs:label "no answers"@en ;
    cg:about <https://w3id.org/clausegraph/id/request/q1> .
<https://w3id.org/clausegraph/id/conclusion/r/4> a cg:Conclusion ; rdfs:label "no observation"@en ;
    cg:about <https://w3id.org/clausegraph/id/purpose/acme/2020/billing> .

cg:lacks rdfs:label "lacks"@en, "saknar"@sv .
cg:DataTypesUsed rdfs:label "data types used"@en, "använda datatyper"@sv, "anvendte datatyper"@da .
_:someone rdfs:label "nobody sees this"@en .
"""

REPORT = """
[] a sh:ValidationReport ; sh:conforms false ;
    sh:result <https://w3id.org/clausegraph/id/finding/f1>, <https://w3id.org/clausegraph/id/finding/f2>,
        <https://w3id.org/clausegraph/id/finding/f3>, <https://w3id.org/clausegraph/id/finding/f4> .
<https://w3id.org/clausegraph/id/finding/f1> a sh:ValidationResult ; sh:sourceShape cgs:PD001 ;
    sh:focusNode <https://w3id.org/clausegraph/id/purpose/acme/2020/billing> ;
    sh:resultPath cg:lacks ; sh:value cg:DataTypesUsed ;
    sh:sourceConstraintComponent sh:NotConstraintComponent ; sh:resultSeverity sh:Violation ;
    sh:resultMessage "Say which data."@en, "Ange vilka uppgifter."@sv, "Angiv hvilke oplysninger."@da ;
    cg:code "PD001" ; cg:state cg:StatedOtherwise ; cg:file "acme/2020.ttl" ; cg:line 12 ; cg:column 5 .
<https://w3id.org/clausegraph/id/finding/f2> a sh:ValidationResult ; sh:sourceShape cgs:CB001 ;
    sh:focusNode <https://w3id.org/clausegraph/id/data-type/acme/2020/logs> ;
    sh:sourceConstraintComponent sh:SPARQLConstraintComponent ; sh:resultSeverity sh:Warning ;
    sh:value <https://w3id.org/clausegraph/id/data-type/acme/2020/logs> ;
    sh:resultMessage "Draw the line."@en ;
    cg:code "CB001" ; cg:state cg:NotDocumented ; cg:file "acme/2020.ttl" ; cg:line 9 ; cg:column 1 .
<https://w3id.org/clausegraph/id/finding/f3> a sh:ValidationResult ; sh:sourceShape cgs:CB001 ;
    sh:focusNode <https://w3id.org/clausegraph/id/response/r1> ;
    sh:sourceConstraintComponent sh:SPARQLConstraintComponent ; sh:resultSeverity sh:Info ;
    sh:value "en" ; sh:resultMessage "Ask in the other language."@en ;
    cg:code "CB001" ; cg:state cg:NotDocumented ; cg:file "acme/answers.ttl" ; cg:line 2 ; cg:column 1 .
<https://w3id.org/clausegraph/id/finding/f4> a sh:ValidationResult ; sh:sourceShape cgs:CB001 ;
    sh:focusNode _:someone ; sh:resultPath ( [ sh:inversePath cg:about ] cg:lacks ) ;
    sh:sourceConstraintComponent sh:MinCountConstraintComponent ; sh:resultSeverity sh:Warning ;
    sh:resultMessage "Name it."@en ;
    cg:code "CB001" ; cg:state cg:NotDocumented .
"""


def store(*, facts: str = FACTS, report: str = REPORT, shapes: str = SHAPES) -> EmbeddedStore:
    """A store like that of a snapshot; blank node labels mean the same in all three texts."""
    declared = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    texts = {f"{GRAPH}acme": facts, REPORT_GRAPH: report, SHAPES_GRAPH: shapes}
    trig = declared + "".join(f"<{graph}> {{ {text} }}\n" for graph, text in texts.items())
    made = EmbeddedStore()
    for quad in ox.parse(trig, format=ox.RdfFormat.TRIG):
        made.add(quad.graph_name.value, [quad.triple])
    return made
