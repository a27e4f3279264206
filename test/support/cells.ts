import fc from "fast-check";
import { trimmedSource } from "../../src/api/workspace/cells/source.ts";

/** Text of cells a person could write: no line that parts cells, no blank lines around. */
export const cellSource = fc
  .oneof(
    fc
      .array(fc.constantFrom("x = 1", "", "  y", "%md", "%sql", "é ✓", 'a "b"'), { maxLength: 5 })
      .map((lines) => lines.join("\n")),
    fc.string({ unit: "grapheme" }),
  )
  .map((text) => trimmedSource(text.replace(/\r/g, "")));

export const cell = fc.record({ source: cellSource, title: fc.constantFrom("", "A title", "Größe, m²") });
