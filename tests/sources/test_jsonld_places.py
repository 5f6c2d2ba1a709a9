from __future__ import annotations

from kg.sources import Lines
from kg.sources.jsonld_places import places as traced
from tests.sources import source

TEXT = """{
  "@context": {
    "cg": "http://cg/", "name": "http://name", "by": {"@id": "cg:by", "@type": "@id"},
    "@base": "http://base/"
  },
  "@graph": [
    {
      "@id": "v1",
      "@type": ["cg:Version", "cg:Thing"],
      "name": ["one", {"@value": "ett",
        "@language": "sv"}, 3, true],
      "by": "http://vendor",
      "cg:clause": [
        {"@type": "cg:Clause",
         "name": "first"},
        null,
        {
          "name": "second", "cg:next": {"name": "third"}
        }
      ],
      "cg:order": {"@list": [ 1,
                              {"name": "in a list"} ]}
    },
    { "name": "anonymous" },
    { "@id": "_:labelled", "name": "labelled" },
    { "@id": "v2", "by": "v1", "@included": [ {"@id": "v3", "name": "x"} ] }
  ]
}
"""


def places(text: str) -> dict[str, str]:
    file = source(text, "room/file.jsonld")
    lines = Lines(file)
    found = {}
    for quad in file.quads:
        place, subject = lines.statement(*quad.triple), lines.subject(quad.subject)
        name = getattr(quad.object, "value", "").removeprefix("http://")
        if not (quad.predicate.value.endswith("#rest") or len(name) == 30):
            found[name] = f"{place.line}:{place.column}" if place else "-"
            found[name] += f" in {subject.line}:{subject.column}" if subject else " in -"
    return found


def test_values_keys_and_objects_are_found() -> None:
    assert {name: place for name, place in places(TEXT).items() if not name.startswith("b")} == {
        "cg/Version": "9:17 in 7:5",
        "cg/Thing": "9:31 in 7:5",
        "one": "10:16 in 7:5",
        "ett": "10:23 in 7:5",
        "3": "11:29 in 7:5",
        "true": "11:32 in 7:5",
        "vendor": "12:13 in 7:5",
        "cg/Clause": "14:19 in 14:9",
        "first": "15:18 in 14:9",
        "second": "18:19 in 17:9",
        "third": "18:49 in 18:40",
        "1": "21:31 in 21:29",
        "in a list": "22:40 in 22:31",
        "anonymous": "24:15 in 24:5",
        "labelled": "- in -",
        "x": "26:69 in 26:47",
    }
    assert places(TEXT)["base/v1"] == "26:26 in 26:5"


def test_what_cannot_be_traced_has_no_place() -> None:
    text = """{"@context": {"n": {"@id": "http://n", "@container": "@language"}, "m": "http://m"},
              "@id": "http://a", "n": {"sv": "ett"}, "m": "two", "@reverse": {"http://r": {"@id": "http://b"}}}"""
    assert places(text) == {"ett": "- in 1:1", "two": "2:59 in 1:1", "a": "- in -"}


def test_aliases_sets_nests_and_scopes() -> None:
    text = """{"@context": {"id": "@id", "kind": "@type", "c": {"@id": "http://c", "@context": {"d": "http://d"}},
 "@vocab": "http://v/", "more": "@nest"},
 "id": "http://a", "kind": "T",
 "c": {"@set": [{"d": 1}]}, "plain": "x",
 "more": {"inner": 2}}"""
    assert {name: place for name, place in places(text).items() if not name.startswith("b")} == {
        "v/T": "3:28 in 1:1",
        "1": "4:23 in 4:17",
        "x": "4:38 in 1:1",
        "2": "5:20 in 1:1",
    }


def test_lists_that_are_empty_and_nodes_that_say_nothing() -> None:
    text = """[ "loose", {"@id": "http://a", "p:l": {"@list": []}, "p:m": {"@list": [1]}, "p:n": {},
  "p:o": {"@value": 3}}, {"@id": "http://b", "p:same": "x"}, {"@id": "http://b", "p:same": "x"} ]"""
    found = places(text)
    assert {name: found[name] for name in ("1", "3", "x")} == {
        "1": "1:72 in 1:71",
        "3": "2:10 in 1:12",
        "x": "2:56 in 2:26",
    }


def test_a_statement_that_the_quads_do_not_hold_is_passed_over() -> None:
    file = source(TEXT, "room/file.jsonld")
    assert traced(TEXT, file.quads[:3])[:2] == traced(TEXT, file.quads)[:2]
