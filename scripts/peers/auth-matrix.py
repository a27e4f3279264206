"""How the official SDK signs in, in each environment read from stdin. No request leaves the process."""

import json
import os
import sys

import requests
from requests.adapters import HTTPAdapter

given = json.load(sys.stdin)


def answer(self, request, **_):
    response = requests.Response()
    response.request = request
    response.url = request.url
    response.status_code = 200
    response._content = json.dumps(given["answer"]).encode()
    response.headers["content-type"] = "application/json"
    if "databricks-config" in request.url:
        issuer = request.url.split("/.well-known")[0] + "/oidc"
        response._content = json.dumps({"oidc_endpoint": issuer}).encode()
    if "/aad/auth" in request.url:
        response.status_code = 302
        response.headers["location"] = given["tenant"]
    return response


HTTPAdapter.send = answer

from databricks.sdk.core import Config  # noqa: E402


def outcome(env):
    os.environ.clear()
    os.environ.update(env)
    try:
        config = Config()
        config.authenticate()
        return {"method": config.auth_type, "host": config.host}
    except Exception as error:
        return {"error": str(error)}


json.dump([outcome(env) for env in given["scenes"]], sys.stdout)
