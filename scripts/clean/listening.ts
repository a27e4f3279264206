import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";

/** The address in the "listening" log line of a server that was started. @throws {Error} if it ends before that */
export function listeningAt(server: ChildProcess & { readonly stderr: Readable }): Promise<URL> {
  return new Promise((found, failed) => {
    let text = "";
    server.stderr.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      const address = /"url":"([^"]+)"/.exec(text)?.[1];
      if (address) found(new URL(address));
    });
    server.once("exit", () => failed(new Error(`The server did not start:\n${text}`)));
  });
}
