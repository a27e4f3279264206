import type { IncomingMessage, ServerResponse } from "node:http";

/** Whether a request declares a body over `limit` bytes. */
export const declaresMore = ({ headers }: IncomingMessage, limit: number): boolean =>
  Number(headers["content-length"] ?? 0) > limit;

/** Reads a request body, up to `limit` bytes. `large`: it is over the limit. `gone`: the client disconnected. */
export function readBody(req: IncomingMessage, res: ServerResponse, limit: number): Promise<Buffer | "large" | "gone"> {
  if (req.destroyed) return Promise.resolve("gone");
  if (req.headers.expect?.toLowerCase() === "100-continue") res.writeContinue();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) return void chunks.push(chunk);
      req.off("data", onData).socket.pause();
      resolve("large");
    };
    req.on("data", onData);
    req.on("end", () => resolve(Buffer.concat(chunks)));
    req.on("error", () => resolve("gone"));
    req.on("close", () => resolve("gone"));
  });
}
