import { type CodeCall, callsIn } from "../../api/compute/code-calls.ts";
import type { CommandLanguage } from "../../api/compute/commands.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type CallFacts, type Consequence, say } from "../../core/consent/facts.ts";
import { judge } from "../sql/guard.ts";
import { statementFacts } from "../sql/statement-facts.ts";

/** The changes that are written out in code: SQL and file calls whose arguments are literals. */
export interface SeenInCode {
  readonly objects: readonly AffectedObject[];
  readonly consequences: readonly Consequence[];
  readonly unresolved?: string;
}

/**
 * The losses that can be read off Python, Scala or R: SQL statements, deleted files and replaced tables that are written
 * out. The rest cannot be derived from its text; where a statement is built at run time, the question says so.
 */
export async function seenInCode(ctx: Context, code: string, language: CommandLanguage): Promise<SeenInCode> {
  const calls = callsIn(code, language);
  const statements = calls.filter(isSql);
  const given = statements.flatMap(({ args }) => (args[0]?.text === undefined ? [] : [args[0].text]));
  const judged: CallFacts[] = [];
  for (const statement of given.filter((each) => judge({ statement: each }).class !== "read")) {
    judged.push(await statementFacts(ctx, { statement }, "Run"));
  }
  const files = calls.flatMap(lostFiles);
  const tables = calls.some(overwrites) ? calls.flatMap(replacedTables) : [];
  const losses = [...files, ...tables];
  const consequences = [...judged.flatMap((one) => one.consequences), ...losses.map(({ why }) => why)];
  const unread = statements.length - given.length;
  if (consequences.length > 0 && unread > 0) {
    const text = say`${unread} more SQL statements are built by the code: they could not be checked.`;
    consequences.push({ reason: "loss", text });
  }
  const unresolved =
    judged.find((one) => one.unresolved !== undefined)?.unresolved ??
    (unread > 0 ? "the code builds SQL statements while it runs" : undefined);
  return {
    objects: [...judged.flatMap(({ objects }) => objects), ...losses.map(({ object }) => object)],
    consequences,
    ...(unresolved !== undefined && { unresolved }),
  };
}

interface Loss {
  readonly object: AffectedObject;
  readonly why: Consequence;
}

/** `spark.sql(…)`, `sqlContext.sql(…)` and R's `sql(…)`. */
const isSql = ({ callee }: CodeCall): boolean => /(?:^|\.)sql$/.test(callee);

const flagged = ({ args }: CodeCall, name: string, at: number): boolean =>
  args.some((arg) => arg.name === name && arg.flag === true) ||
  (args[at]?.name === undefined && args[at]?.flag === true);

/** Files that a call deletes, moves away or overwrites. */
function lostFiles(call: CodeCall): Loss[] {
  const path = call.args[0]?.text;
  if (path === undefined) return [];
  const whole = { kind: "file or folder", name: path, contents: "/" } as const;
  if (/(?:^|\.)fs\.rm$|^shutil\.rmtree$/.test(call.callee)) {
    return [{ object: whole, why: { reason: "loss", text: say`${path} is deleted.` } }];
  }
  if (/^os\.(?:remove|unlink|rmdir)$/.test(call.callee)) {
    return [{ object: { kind: "file", name: path }, why: { reason: "loss", text: say`${path} is deleted.` } }];
  }
  if (/(?:^|\.)fs\.mv$|^shutil\.move$/.test(call.callee)) {
    return [{ object: whole, why: { reason: "loss", text: say`${path} is moved away.` } }];
  }
  if (/(?:^|\.)fs\.put$/.test(call.callee) && flagged(call, "overwrite", 2)) {
    return [
      { object: { kind: "file", name: path }, why: { reason: "replacement", text: say`${path} is overwritten.` } },
    ];
  }
  return [];
}

/** `.mode("overwrite")`, `overwrite=True` and `mode="overwrite"`. */
const overwrites = ({ callee, args }: CodeCall): boolean =>
  (/\.mode$/.test(callee) && args[0]?.text?.toLowerCase() === "overwrite") ||
  args.some(({ name, text, flag }) =>
    name === "mode" ? text?.toLowerCase() === "overwrite" : name === "overwrite" && flag === true,
  );

/** Tables that a writer of this code fills; names without a catalog are completed by the session, which is not known. */
function replacedTables({ callee, args }: CodeCall): Loss[] {
  const table = args[0]?.text;
  if (table === undefined || !/\.(?:saveAsTable|insertInto)$/.test(callee)) return [];
  const missing = Math.max(0, 3 - table.split(".").length);
  const name = [...Array<string>(missing).fill("*"), table.replaceAll("`", "")].join(".");
  return [
    {
      object: { kind: "table", name: table, matches: [name] },
      why: { reason: "replacement", text: say`The rows of ${table} are replaced.` },
    },
  ];
}
