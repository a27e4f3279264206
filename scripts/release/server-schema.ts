import { Ajv } from "ajv";
import formats from "ajv-formats";
import serverSchema from "../generate/schema/server.schema.json" with { type: "json" };

const ajv = new Ajv({ strict: false });
formats.default(ajv);

/** Checks a `server.json` against the schema of the MCP Registry. Its `errors` are those of the last check. */
export const isServerJson = ajv.compile(serverSchema);
