import { hash } from "node:crypto";
import { withSortedKeys } from "../records.ts";

/** SHA-256 (base64url) of a call's arguments in canonical form: the order of keys does not matter, every value does. */
export const digestArguments = (args: unknown): string =>
  hash("sha256", JSON.stringify(args, withSortedKeys), "base64url");
