import { type CompleteRequest, type GetPromptResult, ProtocolError, type Server } from "@modelcontextprotocol/server";
import { createContext } from "../core/calls/create-context.ts";
import type { ServedTool } from "../core/described.ts";
import type { Loading } from "../core/later.ts";
import type { Prompt, Serves } from "../core/prompts/define.ts";
import { describePrompt, getPrompt, missingArguments } from "../core/prompts/serve.ts";
import type { Caller } from "../core/runtime.ts";
import { type Router, WORKSPACE } from "../core/workspaces.ts";
import { type Requests, refuseCursor } from "./requests.ts";

type Given = Readonly<Record<string, string>>;

export type ServedPrompts = ReturnType<typeof servedPrompts>;

/**
 * Prompts as clients see them: those for which the necessary tools are served. With several workspaces, each has an
 * additional argument.
 */
export function servedPrompts(prompts: readonly Prompt[], tools: readonly ServedTool[], router: Router) {
  const served = new Map(tools.map((tool) => [tool.name, tool]));
  const serves: Serves = ({ name }) => served.has(name);
  const byName = new Map(
    prompts.filter(({ useful }) => useful?.(serves) ?? true).map((prompt) => [prompt.name, prompt]),
  );
  const workspaces = router.workspaces.map(({ name }) => name);
  const several = workspaces.length > 1;
  const which = several
    ? [
        {
          name: WORKSPACE,
          description: `Workspace to use: one of ${workspaces.join(", ")}; default ${workspaces[0]}`,
          required: false,
        },
      ]
    : [];
  const runtimeOf = (given: Given) =>
    several && given[WORKSPACE]
      ? router.workspaces.find(({ name }) => name === given[WORKSPACE])?.runtime
      : router.all[0].runtime;

  return {
    list: [...byName.values()].map(describePrompt).map((one) => ({ ...one, arguments: [...one.arguments, ...which] })),
    /** The messages, the questions to ask first, or the problem with the request. */
    async get(name: string, given: Given, caller: Caller) {
      const prompt = byName.get(name);
      if (!prompt) return { problem: `Unknown prompt: ${router.all[0].runtime.redact(name).slice(0, 64)}.` };
      const missing = missingArguments(prompt, given);
      if (missing.length > 0) return { problem: `Missing arguments: ${missing.join(", ")}.` };
      const runtime = runtimeOf(given);
      if (!runtime) return { problem: `${WORKSPACE} must be one of ${workspaces.join(", ")}.` };
      const got = await getPrompt(prompt, given, served, runtime, caller);
      if ("needs" in got) return got;
      return { description: prompt.description, messages: [...inWorkspace(given), ...got.messages] };
    },
    /** `completion/complete` for an argument; `given` are those already filled in. Never fails: an error would interrupt typing. */
    async complete(
      name: string,
      { name: argument, value }: CompleteRequest["params"]["argument"],
      given: Given,
      caller: Caller,
    ) {
      if (several && argument === WORKSPACE) return workspaces.filter((one) => one.startsWith(value));
      const own = byName.get(name)?.arguments ?? {};
      const runtime = runtimeOf(given);
      if (!runtime || !Object.hasOwn(own, argument)) return [];
      const found = own[argument]?.complete?.(createContext(runtime, caller), value, given);
      return (await found?.catch(() => [])) ?? [];
    },
  };

  /** Names the workspace for the model, because the tools default to the first one. */
  function inWorkspace(given: Given) {
    const name = several ? given[WORKSPACE] : undefined;
    const text = `Work in workspace ${name}: pass workspace ${JSON.stringify(name)} in every call.`;
    return name === undefined || name === "" ? [] : [{ role: "user" as const, content: { type: "text", text } }];
  }
}

/** `prompts/list` and `prompts/get`. */
export function servePrompts(server: Server, prompts: Loading<ServedPrompts>, requests: Requests): void {
  server.setRequestHandler("prompts/list", async ({ params }) => {
    refuseCursor(params);
    return { prompts: (await prompts.load()).list };
  });
  server.setRequestHandler("prompts/get", async ({ params }, ctx) => {
    const known = await prompts.load();
    const got = await requests.run(ctx, (from) => known.get(params.name, params.arguments ?? {}, from));
    if ("problem" in got) throw new ProtocolError(-32602, got.problem);
    return "needs" in got ? requests.ask(got.needs) : (got as GetPromptResult);
  });
}
