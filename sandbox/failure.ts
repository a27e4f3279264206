/** An error response: the HTTP status, the platform's `error_code` and a message for users. */
export class Failure extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly object[];

  constructor(status: number, code: string, message: string, details: readonly object[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  /** REST 2.x and 3.x body. Each error contains the id of the request, which support asks for. */
  body(requestId: string): object {
    const request = { "@type": "type.googleapis.com/google.rpc.RequestInfo", request_id: requestId, serving_data: "" };
    return { error_code: this.code, message: this.message, details: [...this.details, request] };
  }

  /** REST 1.2 body: only text, prefixed with the class of the error if it has one (`ContextNotFound: …`). */
  legacyBody(): object {
    return { error: this.code === "" ? this.message : `${this.code}: ${this.message}` };
  }
}

/** Throws the platform's error, e.g. `fail(404, "NOT_FOUND", "…")`; under `/api/1.2/` it is sent as `{error: "CODE: …"}`. */
export function fail(status: number, code: string, message: string): never {
  throw new Failure(status, code, message);
}

/** The most common error: a request with an invalid field or value. */
export function invalid(message: string): never {
  return fail(400, "INVALID_PARAMETER_VALUE", message);
}
