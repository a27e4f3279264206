import { connect } from "node:net";
import * as z from "zod";

/** A request of a shell command to a session in the background. */
export const message = z.discriminatedUnion("op", [
  z.object({ op: z.literal("task") }),
  z.object({ op: z.literal("tools"), name: z.string().optional() }),
  z.object({ op: z.literal("call"), tool: z.string(), args: z.record(z.string(), z.unknown()) }),
  z.object({ op: z.literal("ask"), question: z.string() }),
  z.object({ op: z.literal("finish"), answer: z.string() }),
  z.object({ op: z.literal("close") }),
]);
export type Message = z.output<typeof message>;

const reply = z.object({ text: z.string(), ends: z.boolean().optional() });
export type Reply = z.output<typeof reply>;

/** Sends a message to the session that listens on a socket, and returns its reply. */
export function send(socketPath: string, asked: Message): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let text = "";
    socket.setEncoding("utf8");
    socket.on("connect", () => socket.write(`${JSON.stringify(asked)}\n`));
    socket.on("data", (part: string) => {
      text += part;
    });
    socket.on("error", reject);
    socket.on("end", () => {
      try {
        resolve(reply.parse(JSON.parse(text)));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}
