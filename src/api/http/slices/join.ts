import { createPace, SLICE } from "./pace.ts";

/** `Buffer.concat` in slices. */
export async function joinInSlices(pieces: readonly Uint8Array[]): Promise<Uint8Array> {
  if (pieces.length === 1 && pieces[0]) return pieces[0];
  const size = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  if (size <= SLICE) return Buffer.concat(pieces);
  const pace = createPace();
  const whole = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
    const full = pace.spend(piece.byteLength);
    if (full) await full;
  }
  return whole;
}
