"""JSON Schemas of tools, as short as they can be: each assistant reads them all."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pydantic import BaseModel

SILENT = (
    *("title", "default", "minLength", "maxLength", "maxItems", "additionalProperties"),
    *("minimum", "exclusiveMinimum"),
)
Schema = dict[str, Any]


def schema_of(model: type[BaseModel], before: Schema | None = None, without: Collection[str] = ()) -> Schema:
    """Return the schema of a model, with required properties before its own, and without those that few need."""
    schema: Schema = _short(model.model_json_schema(mode="validation"))
    before = before or {}
    own = {name: each for name, each in schema.get("properties", {}).items() if name not in without}
    required = [*before, *schema.get("required", ())]
    short: Schema = {"type": "object", "properties": {**before, **own}}
    return {**short, **({"required": required} if required else {}), **_parts(schema)}


def _parts(schema: Schema) -> Schema:
    """Return the definitions of a schema's parts, without the words on their classes."""
    parts = schema.get("$defs", {})
    bare = {name: {key: part[key] for key in part if key != "description"} for name, part in parts.items()}
    return {"$defs": bare} if bare else {}


def _short(schema: Any) -> Any:
    """Return a schema without what the server says where it matters, and without nulls: such fields are left out."""
    if isinstance(schema, list):
        return [_short(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1:
        return _short({**kinds[0], **{key: value for key, value in schema.items() if key != "anyOf"}})
    return {
        key: {name: _short(each) for name, each in value.items()}
        if key in ("properties", "$defs")
        else _short(value)
        for key, value in schema.items()
        if key not in SILENT
    }
