import * as z from "zod";

/** An answer hides credentials behind a mask: written back, the mask would become the value. */
const isMasked = (value: unknown): boolean => JSON.stringify(value).includes('"[redacted]"');

/** Credentials in the clear would pass through the conversation; the platform takes references to secrets instead. */
const isPlaintext = (value: unknown): boolean => /"[a-z_]+_plaintext":/.test(JSON.stringify(value));

/** Part of a REST body as the API reference has it; `taken` are fields that have an argument of their own. */
export const restBody = (...taken: readonly string[]) =>
  z
    .looseObject({})
    .refine((body) => !isMasked(body), "holds a value that answers mask: give the true one, or leave the field out")
    .refine((body) => !isPlaintext(body), "holds a credential in the clear: give {{secrets/<scope>/<key>}} instead")
    .refine((body) => taken.every((field) => !(field in body)), `cannot hold ${taken.join(", ")}`);

/** A body that somebody filled in. */
export const someFields = (body: object): boolean => Object.keys(body).length > 0;

/** Arguments that name an object and at least one field to change. Asking a person about nothing would teach them to say yes. */
export const changing =
  (...identifiers: readonly string[]) =>
  (args: object): boolean =>
    Object.entries(args).some(([name, value]) => value !== undefined && !identifiers.includes(name));

export const NOTHING = "give at least one field to change";
