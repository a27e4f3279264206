// Compression of responses (`Content-Encoding`). `fetch` asks for gzip, deflate and br, and passes others on as they are.

const KNOWN = /^(x-)?gzip$|^deflate$|^br$|^identity$|^$/i;

/** The first coding of a response that `fetch` cannot undo: its name, or a description if it could be read as text. */
export function unknownCoding(headers: Headers): string | undefined {
  const codings = (headers.get("content-encoding") ?? "").split(",").map((coding) => coding.trim());
  const unknown = codings.find((coding) => !KNOWN.test(coding));
  return unknown === undefined || /^[\w.-]{1,40}$/.test(unknown) ? unknown : "with an invalid name";
}

/** The body of a response as it arrives, before decompression. */
export type WireBody = ReturnType<typeof watchBody>;

/**
 * Notices a gzip body that ends early, which `fetch` decompresses as far as it goes. The last four bytes of a complete
 * one are the size of its content (RFC 1952, 2.3.1).
 */
export function watchBody() {
  let tail: Buffer | undefined;
  return {
    start(encoding: string | string[] | undefined): void {
      tail = /^(x-)?gzip$/i.test(String(encoding).trim()) ? Buffer.alloc(0) : undefined;
    },
    add(chunk: Uint8Array): void {
      if (tail !== undefined) tail = Buffer.concat([tail, chunk.subarray(-4)]).subarray(-4);
    },
    /** `size`: bytes after decompression. */
    isCutShort: (size: number): boolean =>
      tail !== undefined && size > 0 && (tail.length < 4 || tail.readUInt32LE() !== size % 2 ** 32),
  };
}
