import * as z from "zod";

const fields = z.record(z.string(), z.string());

/** One method of the SDK: what `read_sdk.py` reads from its source. */
const sdkMethod = z.object({
  service: z.string(),
  api: z.string(),
  method: z.string(),
  verb: z.string(),
  path: z.string(),
  /** Documented formats of placeholders that take the name of a resource. */
  names: z.record(z.string(), z.array(z.string())),
  query: fields,
  body: fields,
  /** The type of which the body is one value. */
  whole: z.string().optional(),
  raw: z.boolean().optional(),
  items: z.string().optional(),
  paging: z.string().optional(),
  returns: z.string(),
});
export type SdkMethod = z.output<typeof sdkMethod>;

/** Facts of one version of the SDK. */
export const sdkFacts = z.object({
  version: z.string(),
  operations: z.array(sdkMethod),
  /** Fields of the types, by service. */
  types: z.record(z.string(), z.record(z.string(), fields)),
});
export type SdkFacts = z.output<typeof sdkFacts>;
