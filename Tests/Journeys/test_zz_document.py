"""The OpenAPI document: whole, well-formed, and true of every answer that the other tests got."""

import re

import jsonschema
import pytest

from api import SEEN, Client
from installation import Installation

CONTRACT = {
    ("get", "/api/v1/door"), ("post", "/api/v1/conversations"), ("post", "/api/v1/conversations/{id}/messages"),
    ("get", "/api/v1/conversations/{id}/messages"), ("get", "/api/v1/conversations/{id}/events"),
    ("post", "/api/v1/conversations/{id}/return-code"), ("post", "/api/v1/return"), ("post", "/api/v1/conversations/{id}/leave"),
    ("delete", "/api/v1/conversations/{id}"), ("post", "/api/v1/sessions"), ("delete", "/api/v1/sessions"), ("get", "/api/v1/queue"),
    ("post", "/api/v1/queue/next"), ("post", "/api/v1/conversations/{id}/handover"), ("post", "/api/v1/conversations/{id}/invite"),
    ("post", "/api/v1/conversations/{id}/offers/{offer}"), ("post", "/api/v1/conversations/{id}/close"),
    ("post", "/api/v1/observations"), ("get", "/api/v1/series"), ("get", "/api/v1/openapi.json"),
}


@pytest.fixture(scope="module")
def document():
    with Installation() as installation:
        answer = Client(installation.base).get("/api/v1/openapi.json")
    assert answer.status == 200 and answer.type == "application/json"
    return answer.json()


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post", "put", "delete", "patch"):
                yield method, path, item, operation


def test_it_is_an_openapi_document(document):
    assert re.fullmatch(r"3\.\d+\.\d+", document["openapi"])
    assert document["info"]["title"] and document["info"]["version"]
    identities = [o["operationId"] for *_, o in operations(document) if "operationId" in o]
    assert len(identities) == len(set(identities))


def test_it_covers_every_call_of_the_contract(document):
    there = {(method, path) for method, path, *_ in operations(document)}
    assert CONTRACT <= there, CONTRACT - there


def test_every_reference_leads_somewhere(document):
    def walk(value):
        if isinstance(value, dict):
            if isinstance(reference := value.get("$ref"), str):
                target = document
                for part in reference.removeprefix("#/").split("/"):
                    target = target[part.replace("~1", "/").replace("~0", "~")]
            for v in value.values():
                walk(v)
        elif isinstance(value, list):
            for v in value:
                walk(v)

    walk(document)


def test_every_call_says_what_it_takes_and_answers(document):
    for method, path, item, operation in operations(document):
        where = f"{method} {path}"
        assert operation.get("summary") or operation.get("description"), where
        named = set(re.findall(r"{(\w+)}", path))
        parameters = operation.get("parameters", []) + item.get("parameters", [])
        parameters = [resolve(document, p) for p in parameters]
        assert {p["name"] for p in parameters if p["in"] == "path"} == named, where
        assert all("schema" in p for p in parameters), where
        assert operation["responses"], where
        good = [s for s in operation["responses"] if s.startswith("2")]
        assert good, where
        for status, response in operation["responses"].items():
            response = resolve(document, response)
            assert response.get("description"), f"{where} {status}"
            if status in ("200", "201"):
                for kind, content in response["content"].items():
                    assert kind == "text/event-stream" or content.get("schema"), f"{where} {status} {kind} has no schema"
            elif status != "204" and not status.startswith("3"):
                assert "application/problem+json" in response["content"], f"{where} {status}"
        if method == "post" and "requestBody" in operation:
            body = resolve(document, operation["requestBody"])
            assert all("schema" in c for c in body["content"].values()), where


def resolve(document, value):
    while "$ref" in value:
        target = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        value = target
    return value


def test_every_schema_is_a_schema(document):
    for name, schema in document["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema.get("type") or any(k in schema for k in ("oneOf", "anyOf", "allOf", "enum", "$ref")), f"{name} says nothing"


def test_it_is_true_of_every_answer_that_was_seen(document):
    patterns = [
        (re.compile("^" + re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) + "$"), method.upper(), path, operation)
        for method, path, _, operation in operations(document)
    ]
    patterns.sort(key=lambda p: p[2].count("{"))
    validators, wrong, checked = {}, {}, set()
    for answer in SEEN:
        address = answer.path.split("?")[0]
        match = next((p for p in patterns if p[1] == answer.method and p[0].match(address)), None)
        if not match:
            continue
        _, method, path, operation = match
        response = operation["responses"].get(str(answer.status)) or operation["responses"].get("default")
        where = f"{method} {path} {answer.status}"
        if response is None:
            wrong[where] = "not in the document"
            continue
        checked.add(where)
        content = resolve(document, response).get("content", {})
        if not answer.body:
            if content:
                wrong[where] = "has no body, and the document promises one"
            continue
        if answer.type not in content:
            wrong[where] = f"is {answer.type}, which the document does not name"
            continue
        if not answer.type.endswith("json"):
            continue
        if (where, answer.type) not in validators:
            schema = {"$ref": "#/$defs/root", "components": document["components"], "$defs": {"root": content[answer.type]["schema"]}}
            validators[where, answer.type] = jsonschema.Draft202012Validator(schema)
        fault = next(validators[where, answer.type].iter_errors(answer.json()), None)
        if fault:
            wrong[where] = f"{fault.message} at {list(fault.absolute_path)}"
    assert not wrong, "\n".join(f"{k}: {v}" for k, v in sorted(wrong.items()))
    assert len(checked) > 30, f"too few kinds of answers were seen to say anything: {sorted(checked)}"
