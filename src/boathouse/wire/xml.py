"""XML by the model's shapes, both ways."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from botocore.model import ListShape, MapShape, Shape, StructureShape

from boathouse.errors import ServiceError
from boathouse.wire.messages import Record, Response
from boathouse.wire.scalars import from_text, to_text

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(
    root: Element, request_id: str, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Make a response of an element."""
    for element in root.iter():
        if element.text and _NOT_XML.search(element.text):  # XML 1.0 cannot say it, escaped or not
            element.text = _NOT_XML.sub("\ufffd", element.text)
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    known = {"content-type": "text/xml", "x-amzn-requestid": request_id, "x-amz-request-id": request_id}
    return Response(status, known | (headers or {}), body)


def append(
    parent: Element, shape: StructureShape, value: Record, *, skip: frozenset[str] = frozenset()
) -> None:
    """Write a structure's members as child elements."""
    unknown = value.keys() - shape.members.keys()
    if unknown:  # a slip in a service: say it rather than lose it
        raise TypeError(f"{shape.name} has no member {', '.join(sorted(unknown))}")
    for name, member in shape.members.items():
        if member.serialization.get("xmlAttribute"):
            _append_attribute(parent, shape, member, value.get(name))
        elif value.get(name) is not None and name not in skip:
            _append_member(parent, member.serialization.get("name", name), member, value[name])


def parse(content: bytes) -> Element:
    """Read a document.

    Raises ServiceError MalformedXML; document types are refused, so no entity can grow.
    """
    try:
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise ValueError("document type")
        return ElementTree.fromstring(content)  # noqa: S314
    except (ElementTree.ParseError, ValueError):
        words = "The XML you provided was not well-formed or did not validate against our published schema"
        raise ServiceError("MalformedXML", words) from None


def read(shape: Shape, element: Element, where: str) -> Any:
    """Read a value of the shape from its element; unknown elements are ignored, as S3 does."""
    if isinstance(shape, StructureShape):
        return _read_structure(shape, element, where)
    if isinstance(shape, ListShape):
        return [read(shape.member, child, where) for child in element]
    if isinstance(shape, MapShape):
        return {_text(child, "key"): _text(child, "value") for child in element}
    return from_text(shape, element.text or "", where)


def _read_structure(shape: StructureShape, element: Element, where: str) -> Record:
    members: Record = {}
    for name, member in shape.members.items():
        tag = member.serialization.get("name", name)
        if member.serialization.get("xmlAttribute"):
            text = element.get(f"{{{shape.serialization['xmlNamespace']['uri']}}}{tag.partition(':')[2]}")
            if text is not None:
                members[name] = from_text(member, text, f"{where}.{name}")
            continue
        if isinstance(member, ListShape) and member.serialization.get("flattened"):
            tag = member.member.serialization.get("name", tag)
            found = [read(member.member, child, f"{where}.{name}") for child in element if _tag(child) == tag]
            if found:
                members[name] = found
            continue
        child = next((child for child in element if _tag(child) == tag), None)
        if child is not None:
            members[name] = read(member, child, f"{where}.{name}")
    return members


def _append_attribute(parent: Element, shape: Shape, member: Shape, value: Any) -> None:
    """Write the type of a grantee, the one attribute that AWS's documents have."""
    if value is not None:
        namespace = shape.serialization["xmlNamespace"]
        parent.set(f"xmlns:{namespace['prefix']}", namespace["uri"])
        parent.set(member.serialization["name"], to_text(member, value))


def _append_member(parent: Element, tag: str, shape: Shape, value: Any) -> None:
    if isinstance(shape, ListShape):
        flat = shape.serialization.get("flattened")
        inside = parent if flat else SubElement(parent, tag)
        name = shape.member.serialization.get("name", tag if flat else "member")
        for item in value:
            _append_member(inside, name, shape.member, item)
        return
    element = SubElement(parent, tag)
    if isinstance(shape, StructureShape):
        append(element, shape, value)
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            entry = SubElement(element, "entry")
            SubElement(entry, "key").text = key
            _append_member(entry, "value", shape.value, item)
    else:
        element.text = to_text(shape, value)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: Element, tag: str) -> str:
    return next((child.text or "" for child in element if _tag(child) == tag), "")
