import { bearerHeader, type LoginMethod } from "../method.ts";
import { askJson } from "../token-call.ts";
import { readToken } from "../token-response.ts";

const SERVICE = "the local metadata service";

/** A token service on this machine, such as that of the Databricks extension of an IDE. */
export const metadataService: LoginMethod = {
  name: "metadata-service",
  attributes: ["host", "metadata_service_url"],
  configure({ settings, call, clock, host }) {
    const url = settings.get("metadata_service_url") ?? "";
    const name = URL.canParse(url) ? new URL(url).hostname : "";
    if (!["localhost", "127.0.0.1", "[::1]"].includes(name)) {
      throw new Error("DATABRICKS_METADATA_SERVICE_URL must be a URL on this machine (localhost).");
    }
    return {
      async fetch(signal) {
        const headers = { "x-databricks-metadata-version": "1", "x-databricks-host": host };
        const response = await askJson(call, { service: SERVICE, url, headers, local: true, secrets: [url] }, signal);
        const { value, expiresAt } = readToken(response, { service: SERVICE, clock });
        return { headers: bearerHeader(value), expiresAt };
      },
    };
  },
};
