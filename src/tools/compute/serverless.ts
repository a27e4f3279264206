import * as z from "zod";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { waitBudgetMs } from "../waiting.ts";
import { seenInCode } from "./code-facts.ts";
import { runOnce } from "./serverless-run.ts";
import { runInSession } from "./serverless-session.ts";
import { serverlessText, serverlessView } from "./serverless-view.ts";

const serverless = defineToolset({
  id: "serverless",
  title: "Serverless code",
  summary: "Python without a cluster: in a sandbox that keeps variables where the workspace has them, otherwise once.",
  default: false,
  checks: "a look at what the code changes",
});

const REQUIREMENT = /^[A-Za-z0-9][\w.-]*(\[[\w,-]+\])?\s*([=<>!~]=?\s*[\w.*+!-]+\s*,?\s*)*$/;
/** Most bytes of an environment variable that carries the code. */
const MOST_BYTES = 90_000;

export const runCode = serverless.tool({
  name: "run_code",
  title: "Run Python without a cluster",
  description:
    "Runs Python on serverless compute and returns text, last value, images or traceback. Variables are kept where the workspace has code sandboxes; note says otherwise.",
  // As for execute_command: the effect of code cannot be derived from its text.
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    code: z
      .string()
      .min(1)
      .refine((code) => Buffer.byteLength(code) <= MOST_BYTES, "must be at most 90 kB; write longer code to a file")
      .describe("Python source"),
    dependencies: z
      .array(
        z
          .string()
          .max(200)
          .refine((one) => REQUIREMENT.test(one), "must be a package, e.g. polars==1.9"),
      )
      .max(50)
      .default([])
      .describe("Packages to install first"),
    keep_state: z.boolean().default(true).describe("false: a run of its own, for more than 50 seconds"),
    wait_seconds: params.waitSeconds,
  }),
  aliases: { command: "code" },
  output: serverlessView.schema,
  text: serverlessText,
  async affects({ code }, ctx) {
    const seen = await seenInCode(ctx, code, "python");
    const asks = seen.consequences.length > 0;
    const compute = { kind: "serverless compute", name: "run_code" };
    return {
      effect: asks && seen.objects.length > 0 ? "Run this python code, which changes" : "Run code on",
      ...seen,
      objects: asks && seen.objects.length > 0 ? seen.objects : [compute, ...seen.objects],
      ...(asks && { code: { title: "code", text: code, context: { compute: "serverless" } } }),
    };
  },
  async run(ctx, { keep_state, wait_seconds, ...source }) {
    const budgetMs = waitBudgetMs(ctx, wait_seconds);
    const session = keep_state ? await runInSession(ctx, source, budgetMs / 1000) : undefined;
    if (session) {
      return serverlessView(ctx, session.output, { sandbox: session.sandbox_id, note: session.note });
    }
    const { run_id, output, next } = await runOnce(ctx, source, budgetMs);
    const note = keep_state
      ? "This workspace has no code sandboxes, so this was a run of its own: variables are not kept."
      : undefined;
    return serverlessView(ctx, output, { run_id, note, next });
  },
});
