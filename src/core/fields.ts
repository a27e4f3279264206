import * as z from "zod";

// Optional output fields that tools share. A field with a meaning of its own adds `.describe()`.

export const text = z.string().optional();
export const texts = z.array(z.string()).optional();
export const flag = z.boolean().optional();
export const count = z.number().optional();

/** The name of the object of a change. The pipeline fills it from the facts of the call, which the question has looked up. */
export const objectName = Object.assign(z.string().optional(), { ofObject: true });
