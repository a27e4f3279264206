/** An answer that is an error: the HTTP status, the platform's `error_code` and the words a person reads. */
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

  /** REST 2.x and 3.x body; every error of theirs names the request, as support asks for it. */
  body(requestId: string): object {
    const request = { "@type": "type.googleapis.com/google.rpc.RequestInfo", request_id: requestId, serving_data: "" };
    return { error_code: this.code, message: this.message, details: [...this.details, request] };
  }

  /** REST 1.2 body: text only, the class of the error in front when there is one (`ContextNotFound: …`). */
  legacyBody(): object {
    return { error: this.code === "" ? this.message : `${this.code}: ${this.message}` };
  }
}

/** Throws the platform's error, e.g. `fail(404, "NOT_FOUND", "…")`; under `/api/1.2/` it leaves as `{error: "CODE: …"}`. */
export function fail(status: number, code: string, message: string): never {
  throw new Failure(status, code, message);
}

/** The commonest failure: a request that names or values something wrongly. */
export function invalid(message: string): never {
  return fail(400, "INVALID_PARAMETER_VALUE", message);
}
