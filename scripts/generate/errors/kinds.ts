import { ApiError, type ErrorKind } from "../../../src/api/http/errors.ts";
import { explain } from "../../../src/core/errors.ts";

/** When a failure of each kind usually happens. The cause and the next step come from `core/errors.ts`. */
const USUALLY: Readonly<Record<ErrorKind, string>> = {
  "not-found": "The ID or name is wrong, belongs to another workspace, or this identity may not see the object.",
  permission:
    "The identity lacks a grant in Unity Catalog, a permission on the object, or the role of an administrator.",
  auth: "A token has expired or was revoked, or belongs to another workspace.",
  conflict: "The object exists already, is in use, or is in a state such as TERMINATED.",
  throttled: "The workspace limits requests of all its clients together.",
  busy: "Many calls run at once, or the server is shutting down.",
  invalid: "A value has the wrong form, or the platform does not accept the combination.",
  unavailable: "A maintenance or an overload of the platform.",
  internal: "A fault of the platform.",
  timeout: "A large request, or a slow network.",
  cancelled: "The client ended the call.",
  transport: "No network, a proxy, DNS, VPN, or a certificate that this machine does not trust.",
  "bad-response": "A proxy or a sign-in page answers in place of the workspace.",
  "not-available": "The feature is off in this workspace, or the cloud does not have it.",
  "too-large": "A file or a response above the limit of the API.",
  "link-refused": "The storage of this workspace has a host of its own.",
  "link-expired": "Links to result files are valid for some minutes.",
};

export interface KindRow {
  readonly kind: string;
  readonly cause: string;
  readonly usually: string;
  readonly next: string;
}

/** Every kind of failure of a request, in the words that a model reads. */
export const kindRows = (): readonly KindRow[] =>
  Object.entries(USUALLY).map(([kind, usually]) => {
    const error = new ApiError({ kind: kind as ErrorKind, message: "", outcome: "failed" });
    const [cause = "", next = ""] = explain(error).text.split(/(?<=\.) (?=[A-Z])/);
    return { kind, cause, usually, next };
  });
