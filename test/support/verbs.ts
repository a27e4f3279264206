import type { Client } from "../../src/api/http/client.ts";

export type Verb = "get" | "post" | "put" | "patch" | "delete";

/** The client with other methods for the verbs of HTTP. They all have the shape of `get`. */
export const withVerbs = <C extends Client>(client: C, verb: (method: Verb) => Client["get"]): C => ({
  ...client,
  get: verb("get"),
  post: verb("post"),
  put: verb("put"),
  patch: verb("patch"),
  delete: verb("delete"),
});
