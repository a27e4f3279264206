import { randomBytes } from "node:crypto";
import { fail, invalid } from "../failure.ts";
import { type App, type Fields, optional, readForm, required } from "../http.ts";
import type { World } from "../world.ts";
import { type ExecutionContext, LANGUAGES, type Language, openContext } from "./commands-context.ts";
import type { Fleet } from "./fleet.ts";
import { prepareSnapshot } from "./python/snapshot.ts";

const MOST_CONTEXTS = 145;
/** An interpreter takes a thread and some hundred megabytes, so only the first few start before their first command. */
const WARM_CONTEXTS = 3;

/** REST 1.2: execution contexts and the commands that run in them. */
export function commandRoutes(app: App, world: World, fleet: Fleet): void {
  prepareSnapshot();
  const contexts = new Map<string, ExecutionContext>();
  const on = (clusterId: string) => [...contexts.values()].filter((context) => context.clusterId === clusterId);
  const end = async (context: ExecutionContext) => {
    contexts.delete(context.id);
    await context.close();
  };
  fleet.onDriverLost((clusterId) => {
    for (const context of on(clusterId)) void end(context);
  });
  world.onClose(async () => void (await Promise.all([...contexts.values()].map(end))));

  const find = (fields: Fields): ExecutionContext => {
    const cluster = fleet.get(required(fields, "clusterId"));
    const id = required(fields, "contextId");
    const context = contexts.get(id);
    if (context?.clusterId === cluster.id) return context;
    return fail(404, "ContextNotFound", `Context ${id} does not exist on cluster ${cluster.id}`);
  };
  const findCommand = (fields: Fields) => {
    const context = find(fields);
    const id = required(fields, "commandId");
    const command = context.command(id) ?? fail(404, "CommandNotFound", `Command ${id} does not exist`);
    return { context, command };
  };
  const runningCluster = (fields: Fields): string => {
    const { id, state } = fleet.get(required(fields, "clusterId"));
    if (state !== "RUNNING" && state !== "RESIZING") {
      fail(500, "ClusterNotReadyException", `Cluster ${id} is not running: its state is ${state}`);
    }
    return id;
  };

  app.post("/api/1.2/contexts/create", async (c) => {
    const fields = await readForm(c);
    const language = languageOf(fields);
    const clusterId = runningCluster(fields);
    if (on(clusterId).length >= MOST_CONTEXTS) {
      fail(
        500,
        "TooManyExecutionContexts",
        `Too many execution contexts are open right now. (Limit set to ${MOST_CONTEXTS})`,
      );
    }
    const id = String((randomBytes(8).readBigUInt64BE() >> 2n) | (1n << 60n));
    contexts.set(id, openContext(world, id, clusterId, language, contexts.size < WARM_CONTEXTS));
    return c.json({ id });
  });
  app.get("/api/1.2/contexts/status", (c) => {
    const context = find(c.req.query());
    return c.json({ id: context.id, status: context.status() });
  });
  app.post("/api/1.2/contexts/destroy", async (c) => {
    const context = find(await readForm(c));
    await end(context);
    return c.json({ id: context.id });
  });

  app.post("/api/1.2/commands/execute", async (c) => {
    const fields = await readForm(c);
    runningCluster(fields);
    const context = find(fields);
    const language = languageOf(fields);
    if (language !== context.language) {
      invalid(`Language ${language} does not match the context's language ${context.language}`);
    }
    if (context.status() === "Error") {
      fail(404, "ContextNotFound", `Context ${context.id} is lost: its process ended. Create a new context.`);
    }
    if (optional(fields, "commandFile") !== undefined) {
      invalid("commandFile is not supported here; send the source as command, or as a file part of a multipart form");
    }
    return c.json({ id: context.execute(required(fields, "command")).id });
  });
  app.get("/api/1.2/commands/status", (c) => {
    const { command } = findCommand(c.req.query());
    // The results are already JSON text, which keeps the digits of large numbers.
    const body = `{"id":${JSON.stringify(command.id)},"status":"${command.status}","results":${command.results ?? "null"}}`;
    return new Response(body, { headers: { "content-type": "application/json" } });
  });
  app.post("/api/1.2/commands/cancel", async (c) => {
    const { context, command } = findCommand(await readForm(c));
    context.cancel(command);
    return c.json({ id: command.id });
  });
}

function languageOf(fields: Fields): Language {
  const name = required(fields, "language").toLowerCase();
  return (
    LANGUAGES.find((language) => language === name) ?? invalid(`Language ${name} is not one of ${LANGUAGES.join(", ")}`)
  );
}
