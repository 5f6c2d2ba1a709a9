"""What all answers under /v1 have in common: their language, sparse fields, pages, and that they are JSON-LD.

A route takes `One` or `Many`, reads what it needs from `asked.store`, and gives `asked.answer(model)` or
`asked.page(model, found)`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request, Response

from api.conneg import Offer, choose
from api.errors import Refused
from api.jsonld import ground
from api.language import preferred
from api.models.base import Model, Page
from api.models.problem import Place
from api.served import Served
from kg.findings import Language
from kg.lookup.names import nearest
from kg.store import Store

JSON = (Offer("application/json", "json"), Offer("application/ld+json", "ld"))
"""What answers can be had as: the same bytes under two names."""

_WORDS = ("json", "ld", "html")  # RDF has the words of all languages

DEFAULT, MOST = 100, 1000
"""How many items a page has."""

_CURSOR = re.compile(r"([0-9a-f]{8,64}(?:\.[0-9-]{10})?)\.([0-9]{1,9})")
_ALWAYS = ("id", "type")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for one thing.

    Args:
        request: as it came.
        served: what it is answered from.
        lang: of the words in the answer.
        fields: those of the answer, or of its items, that are wanted; all where it is None.
    """

    request: Request
    served: Served
    lang: Language
    fields: tuple[str, ...] | None

    @property
    def store(self) -> Store:
        """The store of the view."""
        return self.served.snapshot.store

    def of(self, model: type[Model], value: Any) -> Response:
        """The answer that is this model of a value of the library."""
        return self.answer(model.of(value, self.lang))

    def answer(self, model: Model, headers: Mapping[str, str] | None = None) -> Response:
        """The answer, in the format that the client likes best.

        Raises:
            Refused: no format is acceptable, or there is no such field.
        """
        body = model.model_dump(mode="json", by_alias=True)
        if self.fields is not None:
            _check(self.fields, type(model))
            body = _only(body, self.fields)
        return self.rendered(body, headers)

    def rendered(self, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> Response:
        """The answer of some JSON, made JSON-LD."""
        offer = self.choose(JSON)
        text = json.dumps(ground(body, self.store, self.lang), ensure_ascii=False, separators=(",", ":"))
        return self.sent(text, offer, headers)

    def choose(self, offers: Sequence[Offer]) -> Offer:
        """The format that the client likes best.

        Raises:
            Refused: none is acceptable.
        """
        return choose(",".join(self.request.headers.getlist("accept")), offers)

    def sent(self, text: str, offer: Offer, headers: Mapping[str, str] | None = None) -> Response:
        """An answer that is written already."""
        state = self.request.state
        state.format, state.lang, state.keep = offer.format, self.lang, True
        # What is asked for in so many words varies with nothing.
        vary = "Accept" if "lang" in self.request.query_params else "Accept, Accept-Language"
        own = {"vary": vary, **({"content-language": self.lang} if offer.format in _WORDS else {})}
        return Response(text, media_type=offer.media_type, headers={**own, **(headers or {})})


@dataclass(frozen=True, slots=True)
class Listed(Asked):
    """A request for a page of a list.

    Args:
        limit: how many items it may have.
        offset: how many items come before it.
    """

    limit: int
    offset: int

    def page(
        self, model: type[Page[Any]], found: Sequence[Any], *, context: dict[str, Any] | None = None, **more: Any
    ) -> Response:
        """The page of a list, with links to its neighbours (RFC 8288).

        Args:
            model: of the page.
            found: the whole list, or what gives slices of it and its length.
            context: what keys mean in this answer other than in all others.
            more: other fields of the model.

        Raises:
            Refused: as for `answer`; or the list ends before the page begins.
        """
        total = len(found)
        self.check(total)
        part = found[self.offset : self.offset + self.limit]
        body = model.of({"items": part, "total": total, **more}, self.lang).model_dump(mode="json", by_alias=True)
        if self.fields is not None:
            _check(self.fields, _item(model))
            body["items"] = [_only(one, self.fields) for one in body["items"]]
        if context:
            body["@context"] = context
        return self.rendered(body, {"link": self.links(total)})

    def check(self, total: int) -> None:
        """Refuses a page that begins behind the end of the list."""
        if self.offset and self.offset >= total:
            place = Place(parameter="cursor")
            raise Refused(
                "bad-parameter", f"the list ends at {total}", expected="a cursor from a link of an answer", place=place
            )

    def links(self, total: int) -> str:
        """The `Link` header of this page (RFC 8288)."""
        return ", ".join(f'<{target}>; rel="{name}"' for name, target in self.targets(total).items())

    def targets(self, total: int) -> dict[str, str]:
        """The paths of the first page, the last, and the neighbours of this one."""
        offsets = {"first": 0, "last": max(0, (total - 1) // self.limit * self.limit)}
        if self.offset:
            offsets["prev"] = max(0, self.offset - self.limit)
        if self.offset + self.limit < total:
            offsets["next"] = self.offset + self.limit
        return {name: self._here(cursor=self._cursor(offset)) for name, offset in offsets.items()}

    def spoken(self, lang: Language) -> str:
        """The path of this page in a language."""
        return self._here(cursor=self._cursor(self.offset), lang=lang)

    def _cursor(self, offset: int) -> str | None:
        return f"{self.served.edition}.{offset}" if offset else None

    def _here(self, **changed: str | None) -> str:
        pairs = [pair for pair in sorted(self.request.query_params.multi_items()) if pair[0] not in changed]
        pairs += [(name, value) for name, value in changed.items() if value is not None]
        path = quote(self.request.url.path, safe="/:@!$&'()*+,;=~-._")
        return f"{path}?{urlencode(pairs)}" if pairs else path


def _language(
    request: Request,
    lang: Annotated[
        Language | None,
        Query(description="The language of labels, messages and other words; else what `Accept-Language` likes best."),
    ] = None,
) -> Language:
    return lang or preferred(",".join(request.headers.getlist("accept-language")))


def _fields(
    fields: Annotated[
        str | None,
        Query(
            description="Only these fields, of the answer or of each of its items, separated by commas; `id` and "
            "`type` always come.",
        ),
    ] = None,
) -> tuple[str, ...] | None:
    if fields is None:
        return None
    return tuple(dict.fromkeys(name.strip() for name in fields.split(",")))


def _one(
    request: Request,
    lang: Annotated[Language, Depends(_language)],
    fields: Annotated[tuple[str, ...] | None, Depends(_fields)],
) -> Asked:
    return Asked(request, request.state.served, lang, fields)


def _many(
    request: Request,
    lang: Annotated[Language, Depends(_language)],
    fields: Annotated[tuple[str, ...] | None, Depends(_fields)],
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many items at most.")] = DEFAULT,
    cursor: Annotated[
        str | None,
        Query(
            description="Where the page begins; from a link of another page of the same list.",
            json_schema_extra={"pattern": f"^{_CURSOR.pattern}$"},
        ),
    ] = None,
) -> Listed:
    return Listed(request, request.state.served, lang, fields, limit, _offset(request.state.served, cursor))


def _said(request: Request, lang: Annotated[Language, Depends(_language)]) -> Asked:
    return Asked(request, request.state.served, lang, None)


One = Annotated[Asked, Depends(_one)]
"""A request for one thing, with `lang` and `fields`."""

Many = Annotated[Listed, Depends(_many)]
"""A request for a list, with `lang`, `fields`, `limit` and `cursor`."""

Said = Annotated[Asked, Depends(_said)]
"""A request for an answer in a language, of which all fields are needed."""


def _offset(served: Served, cursor: str | None) -> int:
    if cursor is None:
        return 0
    place = Place(parameter="cursor")
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise Refused("bad-parameter", "this is no cursor", expected="one from a link of an answer", place=place)
    if match[1] != served.edition:
        again = "the first page again, without a cursor"
        raise Refused("stale-cursor", "the graph has changed since that page", expected=again, place=place)
    return int(match[2])


def _only(body: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key in fields or key in _ALWAYS}


def _check(fields: tuple[str, ...], model: Any) -> None:
    known = names(model)
    for name in fields:
        if name not in known and name not in _ALWAYS:
            place = Place(parameter="fields")
            raise Refused(
                "bad-parameter", f"there is no field {name!r} here", expected=nearest(name, known), place=place
            )


@cache
def names(model: Any) -> tuple[str, ...]:
    """The fields of a model, or of each of several that an answer may be."""
    if models := get_args(model):
        return tuple(dict.fromkeys(name for one in models if isinstance(one, type) for name in names(one)))
    return tuple(field.serialization_alias or name for name, field in model.model_fields.items())


@cache
def _item(page: type[Page[Any]]) -> Any:
    return get_args(page.model_fields["items"].annotation)[0]
