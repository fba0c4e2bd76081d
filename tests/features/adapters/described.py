"""The part of JSON Schema that our descriptions of other people's APIs use, checked strictly."""

from collections.abc import Iterator
from typing import Any

TYPES = {"object": dict, "string": str, "boolean": bool}
KNOWN = {
    "type", "const", "enum", "required", "properties", "additionalProperties", "minLength", "maxLength"
}  # fmt: skip


def complaints(value: Any, schema: dict[str, Any], *, where: str = "$") -> Iterator[str]:
    """Yield what is wrong with the value; a word of the schema that is not understood is an error of the test."""
    assert set(schema) <= KNOWN, f"unknown words in the description: {set(schema) - KNOWN}"
    if "type" in schema and not isinstance(value, TYPES[schema["type"]]):
        yield f"{where} is no {schema['type']}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{where} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is not one of {schema['enum']}"
    if len(value) < schema.get("minLength", 0) if isinstance(value, str) else False:
        yield f"{where} is too short"
    if len(value) > schema.get("maxLength", len(value)) if isinstance(value, str) else False:
        yield f"{where} is too long"
    if isinstance(value, dict):
        yield from _of_object(value, schema, where=where)


def _of_object(value: dict[str, Any], schema: dict[str, Any], *, where: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{where}.{name} is missing"
    for name, inner in value.items():
        if name in properties:
            yield from complaints(inner, properties[name], where=f"{where}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{where}.{name} is not described"
