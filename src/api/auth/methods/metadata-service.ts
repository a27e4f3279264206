import { bearer, type Method } from "../method.ts";
import { readToken } from "../token-answer.ts";
import { askJson } from "../token-call.ts";

const SERVICE = "the local metadata service";

/** A token broker on this machine, as the Databricks extension of an IDE runs it. */
export const metadataService: Method = {
  name: "metadata-service",
  attributes: ["host", "metadata_service_url"],
  configure({ settings, call, clock, host }) {
    const url = settings.get("metadata_service_url") ?? "";
    const name = URL.canParse(url) ? new URL(url).hostname : "";
    if (!["localhost", "127.0.0.1", "[::1]"].includes(name)) {
      throw new Error("DATABRICKS_METADATA_SERVICE_URL must be a service on this machine (localhost).");
    }
    return {
      async fetch(signal) {
        const headers = { "x-databricks-metadata-version": "1", "x-databricks-host": host };
        const answer = await askJson(call, { service: SERVICE, url, headers, local: true, secrets: [url] }, signal);
        const { value, expiresAt } = readToken(answer, { service: SERVICE, clock });
        return { headers: bearer(value), expiresAt };
      },
    };
  },
};
