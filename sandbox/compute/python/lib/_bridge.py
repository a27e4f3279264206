"""The connection from Python to the workspace: one function sends a request as JSON text and waits for the reply."""

import json

LONGEST = 60_000_000

#: Set when an interpreter starts. It takes and returns text.
ask = None


class Refused(Exception):
    """The workspace answered a request with an error."""

    def __init__(self, error):
        self.kind, self.message = error.get("kind", ""), error.get("message", "")
        self.state, self.status = error.get("state", ""), error.get("status", 0)
        super().__init__(self.message)


def request(op, **fields):
    """Sends one request and returns the reply. Raises `Refused` if the workspace answers with an error."""
    if ask is None:
        raise RuntimeError("This Python process is not connected to a workspace.")
    text = json.dumps({"op": op, **fields})
    if len(text) > LONGEST:
        raise Refused({"message": f"A request to the workspace can have at most {LONGEST} characters."})
    reply = json.loads(ask(text))
    if reply.get("interrupted"):
        raise KeyboardInterrupt
    if "error" in reply:
        raise Refused(reply["error"])
    return reply


def rest(method, path, query=None, body=None, data=None):
    """Calls the workspace's REST API as the user of the process. `data` is sent as bytes. Returns `(status, bytes)`."""
    import base64

    fields = {"method": method, "path": path}
    if query:
        fields["query"] = {name: str(value) for name, value in query.items() if value is not None}
    if body is not None:
        fields["body"] = body
    if data is not None:
        fields["data"] = base64.b64encode(data).decode()
    reply = request("rest", **fields)
    return reply["status"], base64.b64decode(reply["data"])


class RestError(Exception):
    """An error response of the REST API."""

    def __init__(self, status, code, message):
        self.status, self.error_code, self.message = status, code, message
        super().__init__(f"{code}: {message}")


def call(method, path, query=None, body=None):
    """Calls the REST API and returns the JSON of the response. Raises `RestError` for an error response."""
    status, data = rest(method, path, query, body)
    try:
        answer = json.loads(data) if data else {}
    except ValueError:
        answer = {"error_code": "BAD_RESPONSE", "message": data.decode(errors="replace")[:500]}
    if status >= 400:
        raise RestError(status, str(answer.get("error_code", status)), str(answer.get("message", "")))
    return answer
