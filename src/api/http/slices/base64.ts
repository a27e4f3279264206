import { createPace, type Pace, SLICE } from "./pace.ts";

/** `Buffer.from(text, "base64")` in slices. */
export async function base64InSlices(text: string, pace: Pace = createPace(), slice = SLICE): Promise<Buffer> {
  if (text.length <= slice) return Buffer.from(text, "base64");
  // Four characters are three bytes.
  const step = slice - (slice % 4);
  const bytes = Buffer.allocUnsafeSlow(Math.ceil((text.length / 4) * 3));
  let size = 0;
  for (let from = 0; from < text.length; from += step) {
    const part = text.slice(from, from + step);
    const written = bytes.write(part, size, "base64");
    // Characters that are not data, such as line breaks, are skipped: then the parts cannot be read on their own.
    if (from + step < text.length && written !== (step / 4) * 3) return Buffer.from(text, "base64");
    size += written;
    const full = pace.spend(part.length);
    if (full) await full;
  }
  return bytes.subarray(0, size);
}
