import type { IncomingMessage, ServerResponse } from "node:http";

/** Whether a request declares a body over `limit` bytes. */
export const declaresMore = ({ headers }: IncomingMessage, limit: number): boolean =>
  Number(headers["content-length"] ?? 0) > limit;

/** Memory for the bodies of all requests that are being handled. */
export interface BodyBudget {
  /** The body of a request of `caller`. */
  open(caller: string): CountedBody;
}

export interface CountedBody {
  /** Counts bytes. Returns false, and counts nothing, if that is too much. */
  add(bytes: number): boolean;
  /** The request has been handled: gives back its bytes. */
  end(): void;
}

/** One caller gets at most half of `limit` bytes, so that there is room for the others. */
export function createBodyBudget(limit: number): BodyBudget {
  const byCaller = new Map<string, number>();
  let held = 0;
  return {
    open(caller) {
      let counted = 0;
      return {
        add(bytes) {
          const own = (byCaller.get(caller) ?? 0) + bytes;
          if (held + bytes > limit || own > limit / 2) return false;
          held += bytes;
          counted += bytes;
          byCaller.set(caller, own);
          return true;
        },
        end() {
          const own = (byCaller.get(caller) ?? 0) - counted;
          held -= counted;
          counted = 0;
          if (own > 0) byCaller.set(caller, own);
          else byCaller.delete(caller);
        },
      };
    },
  };
}

/**
 * Reads a request body, up to `limit` bytes. `large`: it is over the limit. `full`: `count` refused its bytes. `gone`: the
 * client disconnected.
 */
export function readBody(
  req: IncomingMessage,
  res: ServerResponse,
  limit: number,
  count: (bytes: number) => boolean = () => true,
): Promise<Buffer | "large" | "full" | "gone"> {
  if (req.destroyed) return Promise.resolve("gone");
  if (req.headers.expect?.toLowerCase() === "100-continue") res.writeContinue();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      const counted = length <= limit && count(chunk.length);
      if (counted) return void chunks.push(chunk);
      req.off("data", onData).socket.pause();
      resolve(length > limit ? "large" : "full");
    };
    req.on("data", onData);
    req.on("end", () => resolve(Buffer.concat(chunks)));
    req.on("error", () => resolve("gone"));
    req.on("close", () => resolve("gone"));
  });
}
