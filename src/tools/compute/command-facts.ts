import type { CommandLanguage } from "../../api/compute/commands.ts";
import type { Context } from "../../core/calls/context.ts";
import type { CallFacts } from "../../core/consent/facts.ts";
import { judge } from "../sql/guard.ts";
import { statementFacts } from "../sql/statement-facts.ts";
import { affectedCluster, usedCluster } from "./cluster-facts.ts";
import { seenInCode } from "./code-facts.ts";

interface CommandToRun {
  readonly command: string;
  readonly language: CommandLanguage;
  readonly cluster_id: string;
}

/**
 * The facts of running code on a cluster. SQL is judged as execute_sql judges it, and so are the statements and paths
 * that other code has as literals. Code that is built at run time is not judged. Protecting the cluster, by name or id,
 * protects it from all code.
 */
export async function commandFacts(ctx: Context, { command, language, cluster_id }: CommandToRun): Promise<CallFacts> {
  if (language !== "sql") return codeFacts(ctx, { command, language, cluster_id });
  const runsSql = judge({ statement: command }).class !== "read";
  if (!runsSql) return { effect: "Run code on", objects: [await usedCluster(ctx, cluster_id)], consequences: [] };
  const facts = await statementFacts(ctx, { statement: command }, "Run this SQL statement");
  const cluster = await (facts.consequences.length > 0 ? affectedCluster : usedCluster)(ctx, cluster_id);
  return {
    ...facts,
    ...(facts.objects.length === 0 && { effect: "Run this SQL statement on" }),
    objects:
      facts.objects.length === 0
        ? [cluster]
        : facts.objects.map((object) => ({ ...object, within: [cluster_id, cluster.name] })),
    ...(facts.code && { code: { ...facts.code, context: { cluster: cluster.name || cluster_id } } }),
  };
}

async function codeFacts(ctx: Context, { command, language, cluster_id }: CommandToRun): Promise<CallFacts> {
  const seen = await seenInCode(ctx, command, language);
  const asks = seen.consequences.length > 0;
  const cluster = await (asks ? affectedCluster : usedCluster)(ctx, cluster_id);
  const within = [cluster_id, cluster.name];
  const changes = asks && seen.objects.length > 0;
  return {
    effect: changes ? `Run this ${language} code, which changes` : "Run code on",
    ...seen,
    objects: changes ? seen.objects.map((object) => ({ ...object, within })) : [cluster, ...seen.objects],
    ...(asks && { code: { title: "code", text: command, context: { cluster: cluster.name || cluster_id } } }),
  };
}
