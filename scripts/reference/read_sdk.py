"""Facts of the platform's REST API, read from an installed `databricks-sdk`.

Usage: python read_sdk.py > facts.json

Names, types, verbs and paths only: no text of the SDK's documentation is copied. Methods are read as source (the request is
only visible there), types by reflection.
"""

import ast
import dataclasses
import enum
import importlib
import inspect
import json
import pkgutil
import re
import sys
import typing

import databricks.sdk.service as services
import databricks.sdk.version as version

SIMPLE = {str: "string", int: "int64", bool: "bool", float: "double"}
#: Types of the SDK for values that are text in JSON.
TEXTS = {"Timestamp", "Duration", "FieldMask"}


def type_text(annotation, types, module):
    """The type in the notation of the reference; dataclasses are collected in `types`."""
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Union:
        known = [arg for arg in args if arg is not type(None)]
        return type_text(known[0], types, module) if len(known) == 1 else "any"
    if origin in (list, typing.Sequence) or getattr(origin, "__name__", "") == "Iterator":
        return f"{type_text(args[0], types, module)}[]" if args else "any[]"
    if origin is dict:
        return f"map<{type_text(args[1], types, module)}>" if len(args) == 2 else "map<any>"
    if annotation in SIMPLE:
        return SIMPLE[annotation]
    name = getattr(annotation, "__name__", "any")
    if name.endswith("Operation") and not dataclasses.is_dataclass(annotation):
        return "Operation"
    if name in TEXTS:
        return "string"
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        values = [member.value for member in annotation]
        return "|".join(values) if len(values) > 1 else "string"
    if dataclasses.is_dataclass(annotation):
        collect(annotation, types)
        return name
    return {"BinaryIO": "bytes"}.get(name, "any")


def hints_of(owner, module):
    try:
        return typing.get_type_hints(owner, vars(module))
    except Exception:  # A forward reference that the SDK itself cannot resolve: its fields stay without a type.
        return dict(getattr(owner, "__annotations__", {}))


def collect(kind, types):
    if kind.__name__ in types:
        return
    fields = types[kind.__name__] = {}
    module = sys.modules[kind.__module__]
    hints = hints_of(kind, module)
    for field in dataclasses.fields(kind):
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        fields[field.name + ("*" if required else "")] = type_text(hints.get(field.name), types, module)


def template(node):
    """The text of a path, with `{name}` for what is filled in."""
    if isinstance(node, ast.Constant):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = []
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(value.value)
            continue
        source = ast.unparse(value.value)
        name = re.findall(r"\w+", source)[-1]
        if "account_id" in source:
            name = "account_id"
        parts.append("{+%s}" % name if "multi_segment" in source else "{%s}" % name)
    return "".join(parts)


def request_of(method):
    """Verb, path, and the parameters that go to the query and the body."""
    found, query, body, whole = None, {}, {}, None
    for node in ast.walk(method):
        is_request = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "do"
        if is_request and len(node.args) >= 2:
            verb, path = (template(arg) for arg in node.args[:2])
            keywords = {keyword.arg for keyword in node.keywords}
            found = found or (verb, path, keywords)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            target = node.targets[0]
            place = getattr(target.value, "id", None)
            if place in ("query", "body") and isinstance(target.slice, ast.Constant):
                names = [n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)]
                # Other lines set defaults (`= 0`) or the next page (`= json["next_page_token"]`).
                {"query": query, "body": body}[place].setdefault(target.slice.value, []).extend(names)
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "body":
            if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
                if node.value.func.attr in ("as_dict", "as_shallow_dict"):
                    whole = getattr(node.value.func.value, "id", None)
            elif isinstance(node.value, ast.Name):
                whole = node.value.id
    return found, query, body, whole


def pages_of(method):
    """The field of a response that holds the page, and the field with the token of the next one."""
    items, token = None, None
    for node in ast.walk(method):
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Subscript):
            items = items or getattr(node.iter.slice, "value", None)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            source = node.value
            if isinstance(source, ast.Subscript) and getattr(source.value, "id", None) == "json":
                token = f"{node.targets[0].slice.value}/{source.slice.value}"
    return {**({"items": items} if items else {}), **({"paging": token} if token else {})}


def operations_of(module, types):
    tree = ast.parse(inspect.getsource(module))
    for owner in tree.body:
        if not (isinstance(owner, ast.ClassDef) and owner.name.endswith(("API", "Api"))):
            continue
        for method in owner.body:
            if not isinstance(method, ast.FunctionDef) or method.name.startswith("_"):
                continue
            found, query, body, whole = request_of(method)
            if found is None or found[0] is None or found[1] is None:
                continue
            function = getattr(getattr(module, owner.name), method.name)
            hints = hints_of(function, module)
            signature = inspect.signature(function)

            def field(name, given):
                parameter = next((one for one in given if one in signature.parameters), None)
                required = parameter is not None and signature.parameters[parameter].default is inspect.Parameter.empty
                return name + ("*" if required else ""), type_text(hints.get(parameter, typing.Any), types, module)

            returns = hints.get("return")
            inner = typing.get_args(returns)
            if getattr(typing.get_origin(returns), "__name__", "") == "Wait" and inner:
                returns = inner[0]
            yield {
                "service": module.__name__.split(".")[-1],
                "api": re.sub(r"(API|Api)$", "", owner.name),
                "method": method.name,
                "verb": found[0],
                "path": found[1],
                "names": names_of(found[1], inspect.getdoc(function) or ""),
                "query": dict(field(name, given) for name, given in query.items()),
                "body": dict(field(name, given) for name, given in body.items()),
                **({"whole": type_text(hints.get(whole, typing.Any), types, module)} if whole else {}),
                **({"raw": True} if "raw" in found[2] or "data" in found[2] or "files" in found[2] else {}),
                **pages_of(method),
                "returns": "" if returns in (None, type(None)) else type_text(returns, types, module),
            }


#: `projects/{project_id}/branches/{branch_id}`; a component may consist of parts: `skills/{catalog}.{schema}.{skill}`.
RESOURCE = re.compile(r"[a-z_-]+(?:/(?:\{\w+\}(?:\.\{\w+\})*|[a-z_-]+))+")


def names_of(path, documentation):
    """The formats of placeholders that take the name of a resource, as documented: `projects/{project_id}`."""
    found = {}
    for name in re.findall(r"\{\+?(\w+)\}", path):
        about = re.search(rf":param {name}:(.*?)(?=:param |:returns|\Z)", documentation, re.S)
        formats = [one for one in RESOURCE.findall(about.group(1)) if "{" in one] if about else []
        if formats:
            found[name] = formats
    return found


def main():
    facts = {"version": version.__version__, "operations": [], "types": {}}
    for info in sorted(pkgutil.iter_modules(services.__path__), key=lambda one: one.name):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"databricks.sdk.service.{info.name}")
        types = facts["types"][info.name] = {}
        facts["operations"].extend(operations_of(module, types))
    json.dump(facts, sys.stdout, indent=1)


main()
