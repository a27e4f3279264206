import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { App } from "./http.ts";

/** The object of a presigned link. `read` runs when the link is requested, so that nothing is stored twice. */
export interface StoredObject {
  readonly contentType: string;
  read(): string | Uint8Array<ArrayBuffer>;
}

/** Cloud storage outside the workspace: objects with links that contain their own permission. */
export interface Storage {
  put(key: string, object: StoredObject): void;
  remove(key: string): void;
  /** A link to an object: path and query relative to the sandbox's origin, and its expiry. */
  link(key: string): { path: string; expiration: Date };
  find(key: string): StoredObject | undefined;
  verify(key: string, expires: string, signature: string): "valid" | "expired" | "forged";
}

/** Maximum lifetime of the platform's links: 15 minutes. */
const LONGEST_LIFE_SECONDS = 900;

export function createStorage(lifeSeconds = LONGEST_LIFE_SECONDS): Storage {
  const secret = randomBytes(32);
  const objects = new Map<string, StoredObject>();
  const sign = (key: string, expires: string) => createHmac("sha256", secret).update(`${expires}\n${key}`).digest();
  return {
    put: (key, object) => void objects.set(key, object),
    remove: (key) => void objects.delete(key),
    find: (key) => objects.get(key),
    link(key) {
      const expiration = new Date(Date.now() + Math.min(lifeSeconds, LONGEST_LIFE_SECONDS) * 1000);
      const expires = String(expiration.getTime());
      const query = new URLSearchParams({ "X-Expires": expires, "X-Signature": sign(key, expires).toString("hex") });
      return { path: `/storage/${key}?${query}`, expiration };
    },
    verify(key, expires, signature) {
      const given = Buffer.from(signature, "hex");
      const expected = sign(key, expires);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return "forged";
      return Number(expires) < Date.now() ? "expired" : "valid";
    },
  };
}

/** `GET /storage/…`: without authentication by the workspace, like servers of another company. */
export function storageRoutes(app: App, storage: Storage): void {
  app.get("/storage/*", (c) => {
    const refuse = (status: 400 | 403 | 404 | 416, code: string, message: string) =>
      c.body(
        `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
        status,
        {
          "content-type": "application/xml",
        },
      );
    // A workspace credential sent here has leaked to a third party. Real stores refuse the request too.
    if (c.req.header("authorization") !== undefined) {
      return refuse(
        400,
        "InvalidArgument",
        "Only one auth mechanism allowed; only the X-Signature query parameter or the Authorization header should be specified",
      );
    }
    const key = c.req.path.slice("/storage/".length);
    const verdict = storage.verify(key, c.req.query("X-Expires") ?? "", c.req.query("X-Signature") ?? "");
    if (verdict === "forged")
      return refuse(
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided.",
      );
    if (verdict === "expired") return refuse(403, "AccessDenied", "Request has expired");
    const object = storage.find(key);
    if (object === undefined) return refuse(404, "NoSuchKey", "The specified key does not exist.");
    const body = object.read();
    const range = /^bytes=(\d+)-(\d*)$/.exec(c.req.header("range") ?? "");
    if (range === null) return c.body(body, 200, { "content-type": object.contentType, "accept-ranges": "bytes" });
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
    const [, from = "", to = ""] = range;
    const part = bytes.subarray(Number(from), to === "" ? undefined : Number(to) + 1);
    if (part.length === 0) return refuse(416, "InvalidRange", "The requested range is not satisfiable");
    return c.body(part, 206, {
      "content-type": object.contentType,
      "content-range": `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`,
    });
  });
}
