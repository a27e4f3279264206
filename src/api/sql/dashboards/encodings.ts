import * as z from "zod";

/** A column of a widget's result with its label and format. */
export interface Encoding {
  readonly field: string;
  readonly label: string;
  /** `quantitative`, `temporal` or `categorical`, if the document has it. */
  readonly scale?: string;
  readonly format?: unknown;
}

/** The columns of a widget by role. */
export interface Encodings {
  readonly x: readonly Encoding[];
  readonly y: readonly Encoding[];
  readonly color: readonly Encoding[];
  /** The value of a counter. */
  readonly value: readonly Encoding[];
  /** The slice sizes of a pie. */
  readonly angle: readonly Encoding[];
  /** The columns of a table. */
  readonly columns: readonly Encoding[];
}

const soft = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const single = z.object({
  fieldName: soft(z.string()),
  displayName: soft(z.string()),
  title: soft(z.string()),
  visible: soft(z.boolean()),
  scale: soft(z.object({ type: soft(z.string()) })),
  format: z.unknown().optional(),
  fields: soft(z.array(z.unknown())),
  /** The two axes of a chart that has two. */
  primary: z.unknown().optional(),
  secondary: z.unknown().optional(),
});

/** The encodings of a widget's spec. Never throws: invalid ones are ignored. */
export function readEncodings(given: Readonly<Record<string, unknown>> | undefined): Encodings {
  const { x, y, color, value, angle, columns } = given ?? {};
  return {
    x: encodingsOf(x),
    y: encodingsOf(y),
    color: encodingsOf(color),
    value: encodingsOf(value),
    angle: encodingsOf(angle),
    columns: encodingsOf(columns),
  };
}

/** Accepts one column, a list of columns, or an axis that holds a list. */
function encodingsOf(given: unknown, scale?: string): Encoding[] {
  if (Array.isArray(given)) return given.flatMap((each) => encodingsOf(each, scale));
  const { success, data } = single.safeParse(given);
  if (!success || data.visible === false) return [];
  const kind = data.scale?.type ?? scale;
  const { fieldName, fields, primary, secondary, format } = data;
  if (fieldName === undefined)
    return [...(fields ?? []), primary, secondary].flatMap((each) => encodingsOf(each, kind));
  return [
    {
      field: fieldName,
      label: data.displayName || data.title || fieldName,
      ...(kind === undefined ? {} : { scale: kind }),
      ...(format === undefined ? {} : { format }),
    },
  ];
}
