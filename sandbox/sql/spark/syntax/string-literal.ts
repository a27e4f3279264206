const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001a",
  // LIKE reads these escapes itself.
  "%": "\\%",
  _: "\\_",
};

const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([01][0-7]{2})|([\s\S]))/g;

/** The value of the characters between the quotes of a string. */
export function unescapeString(inner: string): string {
  if (!inner.includes("\\")) return inner;
  return inner.replace(ESCAPE, (_match, short?: string, long?: string, octal?: string, other?: string) => {
    if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16));
    if (long !== undefined) return codePoint(Number.parseInt(long, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return ESCAPES[other ?? ""] ?? other ?? "";
  });
}

const codePoint = (code: number) => (code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd");

/** The bytes of `X'1f'`. An odd number of digits has a zero in front. */
export function bytesOfHex(digits: string): Uint8Array | undefined {
  if (!/^[0-9A-Fa-f]*$/.test(digits)) return undefined;
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return Uint8Array.from(even.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
