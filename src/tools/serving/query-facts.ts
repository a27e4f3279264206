import { maskGiven } from "../../api/reference/mask.ts";
import type { ServingEndpoint } from "../../api/serving/endpoints.ts";
import { type Consequence, type ShownCode, say } from "../../core/consent/facts.ts";
import { MAX_CODE_CHARS } from "../../core/consent/wording.ts";
import { entityInWords, servedEntities } from "./endpoint-view.ts";

/** Effects of a request to this endpoint beyond a prediction: it leaves the workspace, or an agent acts on it. */
export function effectsOfQuery(endpoint: ServingEndpoint): Consequence[] {
  const external = servedEntities(endpoint).filter(({ external_model }) => external_model);
  const outside = external.map(
    (entity): Consequence => ({
      reason: "outbound",
      text: say`The request leaves the workspace: it is sent to ${entityInWords(entity)}.`,
    }),
  );
  return endpoint.task?.startsWith("agent/")
    ? [...outside, { reason: "others", text: say`The endpoint is an agent, which may act on the request.` }]
    : outside;
}

const requestText = (request: object): string => JSON.stringify(maskGiven(request), null, 1);

/** The request, whole; for one with more data than a question shows, only its size is reported. */
export function requestCode(request: object): { readonly code?: ShownCode } {
  const text = requestText(request);
  return text.length > MAX_CODE_CHARS ? {} : { code: { title: "request", text } };
}

export function requestSize(request: object): Consequence[] {
  const text = requestText(request);
  return text.length > MAX_CODE_CHARS
    ? [{ reason: "outbound", text: say`It has ${text.length} characters and begins with ${text}.` }]
    : [];
}
