import * as z from "zod";

/** A text that the platform may write as `null` or leave out. */
export const text = z.string().nullish();

/** A response of which no field is read. */
export const nothing = z.looseObject({});
