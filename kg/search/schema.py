"""The fields of the index, and how words become what is compared: lower case, stemmed, without accents.

Each language has its own stemmer (Snowball's for English, Swedish and Danish); what is said in no language, and the
beginnings of words, are compared as they are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from tantivy import Document, Filter, Index, Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from kg.findings import Language
from kg.search.grammar import Part
from kg.search.things import LANGUAGES, Entry

PLAIN = "plain"
STEMMERS: Mapping[Language, str] = MappingProxyType({"en": "english", "sv": "swedish", "da": "danish"})
_LONGEST_WORD = 100


@cache
def schema() -> Schema:
    """The fields.

    ::

        turn              the place among all things, sorted by IRI
        iri, kind         what it is
        exact, codes      whole texts in lower case
        name-*, text-*    in each language, stemmed; stored
        names, words      in all languages, as they are written
    """
    builder = SchemaBuilder().add_integer_field("turn", fast=True)
    for name, stored in (("iri", True), ("kind", True), ("exact", False), ("codes", False)):
        builder.add_text_field(name, stored=stored, tokenizer_name="raw", index_option="basic")
    for lang in LANGUAGES:
        for name in ("name", "text"):
            builder.add_text_field(f"{name}-{lang}", stored=True, tokenizer_name=lang)
    for name in ("names", "words"):
        builder.add_text_field(name, tokenizer_name=PLAIN, index_option="basic")
    return builder.build()


@cache
def analyser(language: Language | None) -> TextAnalyzer:
    """What cuts a text of a language into words and brings these into the form that is compared."""
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    builder = builder.filter(Filter.remove_long(_LONGEST_WORD))
    if language:
        builder = builder.filter(Filter.stemmer(STEMMERS[language]))
    return builder.filter(Filter.ascii_fold()).build()


@cache
def _stops(language: Language) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    return builder.filter(Filter.stopword(STEMMERS[language])).build()


def means_little(text: str) -> bool:
    """Whether a text is made of words alone that one of the languages is full of, such as of, och and af."""
    return any(not _stops(lang).analyze(text) for lang in LANGUAGES)


def may_go_on(part: Part) -> bool:
    """Whether what is looked for may be longer than what was typed; of one letter, only if it is said so."""
    return part.begins or (part.last and len(part.text) > 1)


def beginning(part: Part) -> str | None:
    """What words may begin with that a part of a query is for; None where only whole words will do."""
    words = analyser(None).analyze(part.text) if may_go_on(part) else []
    return words[0] if len(words) == 1 else None


def register(index: Index) -> None:
    """Tells an index how to cut texts."""
    index.register_tokenizer(PLAIN, analyser(None))
    for lang in LANGUAGES:
        index.register_tokenizer(lang, analyser(lang))


def document(turn: int, entry: Entry) -> Document:
    """An entry as the index holds it."""
    made = Document()
    made.add_integer("turn", turn)
    made.add_text("iri", entry.iri)
    made.add_text("kind", entry.kind)
    fields = [("exact", entry.exact), ("codes", entry.codes), ("words", entry.words)]
    for lang in LANGUAGES:
        fields += [(f"name-{lang}", entry.names[lang]), (f"text-{lang}", entry.texts[lang])]
        fields.append(("names", entry.names[lang]))
    for name, values in fields:
        for value in values:
            made.add_text(name, value)
    return made
