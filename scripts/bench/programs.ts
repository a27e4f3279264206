import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** Programs that the benchmarks start. */
export interface Programs {
  readonly node: string;
  /** This server. */
  readonly cli: string;
  /** `reference/one-tool.ts`, bundled. */
  readonly reference: string;
  /** `reference/workspace.ts`, bundled. */
  readonly workspace: string;
  /** The list that the reference returns. */
  readonly list: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Starts a program that prints its port first. */
export async function startOnPort(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  stream: "stdout" | "stderr",
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const [command = "", ...args] = argv;
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (;;) {
    const [part] = await once(child[stream], "data");
    text += part;
    const port = /^(\d+)\n|127\.0\.0\.1:(\d+)/m.exec(text);
    if (port) {
      // Later output is read and dropped, so that the program never waits for a reader.
      child.stdout.resume();
      child.stderr.resume();
      return { child, port: Number(port[1] ?? port[2]) };
    }
  }
}
