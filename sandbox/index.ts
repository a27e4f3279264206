import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { createApp, type SeenRequest } from "./server.ts";
import { createWorld, type WorldOptions } from "./world.ts";

export interface SandboxOptions extends WorldOptions {
  /** TCP port on 127.0.0.1; 0, the default, chooses a free one. */
  readonly port?: number;
}

export interface Sandbox {
  /** Origin, e.g. `http://127.0.0.1:49152`. */
  readonly url: string;
  readonly token: string;
  /** The latest requests to the workspace, without those to storage links, oldest first. */
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
}

const REQUESTS_KEPT = 1000;
const SAVE_EVERY_MS = 1000;

/**
 * Starts an embedded Databricks workspace on loopback. With `speed` 50, its clusters are 50 times as fast as realistic ones.
 * @throws if the port is in use, or if another process uses the folder
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const world = createWorld(options);
  // Changes without a request, such as the state of a run, are written within a second.
  const saving = options.dir === undefined ? undefined : setInterval(() => world.save(), SAVE_EVERY_MS).unref();
  const requests: SeenRequest[] = [];
  const app = createApp(world, (request) => {
    requests.push(request);
    if (requests.length > REQUESTS_KEPT) requests.shift();
  });
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  }).catch(async (error: unknown) => {
    clearInterval(saving);
    await world.close();
    throw error;
  });
  const { port } = server.address() as AddressInfo;
  world.origin = `http://127.0.0.1:${port}`;
  return {
    url: world.origin,
    token: world.token,
    requests,
    async close() {
      clearInterval(saving);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if ("closeAllConnections" in server) server.closeAllConnections();
      await world.close();
      await closed;
    },
  };
}
