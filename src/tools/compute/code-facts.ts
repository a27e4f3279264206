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
  const tables = calls.flatMap(writtenTables);
  const replaced = calls.some(overwrites) ? tables.flatMap(replacedTable) : [];
  const consequences = [...judged.flatMap((one) => one.consequences), ...files.map(({ why }) => why), ...replaced];
  const unread = statements.length - given.length;
  if (consequences.length > 0 && unread > 0) {
    const text = say`${unread} more SQL statements are built by the code: they could not be checked.`;
    consequences.push({ reason: "loss", text });
  }
  const unresolved =
    judged.find((one) => one.unresolved !== undefined)?.unresolved ??
    (unread > 0 ? "the code builds SQL statements while it runs" : undefined) ??
    (tables.some((table) => table === undefined) ? "the code computes the names of tables that it writes" : undefined);
  return {
    objects: [
      ...judged.flatMap(({ objects }) => objects),
      ...files.map(({ object }) => object),
      ...tables.flatMap(tableObject),
      ...calls.flatMap(writtenFiles),
    ],
    consequences,
    ...(unresolved !== undefined && { unresolved }),
  };
}

interface Loss {
  readonly object: AffectedObject;
  readonly why: Consequence;
}

/** `spark.sql(…)`, `sqlContext.sql(…)`, `getattr(spark, "sql")` and R's `sql(…)`. */
const isSql = ({ callee, args }: CodeCall): boolean =>
  /(?:^|\.)sql$/.test(callee) || (callee === "getattr" && args[1]?.text === "sql");

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

/** Files that a call writes or creates, so that a protection holds for them. */
function writtenFiles({ callee, args }: CodeCall): AffectedObject[] {
  const [first, second] = args.map(({ text }) => text);
  const written = /(?:^|\.)fs\.(?:cp|mv)$|^shutil\.(?:copy\w*|move)$|^os\.(?:rename|replace)$/.test(callee)
    ? [second, ...(callee.startsWith("os.") ? [first] : [])]
    : /(?:^|\.)fs\.(?:put|mkdirs)$|^os\.(?:mkdir|makedirs)$|\.save$/.test(callee) ||
        (callee === "open" && args.slice(1).some(({ text }) => /^[rbt]*[wax+]/.test(text ?? "")))
      ? [first]
      : [];
  return written.flatMap((name) => (name === undefined ? [] : [{ kind: "file or folder", name, contents: "/" }]));
}

/** `.mode("overwrite")`, `overwrite=True`, `mode="overwrite"` and the methods of `writeTo` that replace rows. */
const overwrites = ({ callee, args }: CodeCall): boolean =>
  /\.(?:overwritePartitions|createOrReplace)$/.test(callee) ||
  (/\.insertInto$/.test(callee) && args[1]?.flag === true) ||
  (/\.mode$/.test(callee) && args[0]?.text?.toLowerCase() === "overwrite") ||
  args.some(({ name, text, flag }) =>
    name === "mode" ? text?.toLowerCase() === "overwrite" : name === "overwrite" && flag === true,
  );

/** Calls that write the table of their first argument, and of `DeltaTable.forName`, their second. */
const WRITES = /\.(?:saveAsTable|insertInto|writeTo|toTable|tableName)$|\bcatalog\.create(?:External)?Table$/;

/** The table that a call writes; `undefined` stands for a name that is computed. */
function writtenTables({ callee, args }: CodeCall): (string | undefined)[] {
  const table = WRITES.test(callee) ? args[0] : /\bDeltaTable\.forName$/.test(callee) ? args.at(-1) : undefined;
  return table === undefined ? [] : [table.text];
}

/** Names without a catalog are completed by the session, which is not known. */
function tableObject(table: string | undefined): AffectedObject[] {
  if (table === undefined) return [];
  const missing = Math.max(0, 3 - table.split(".").length);
  const name = [...Array<string>(missing).fill("*"), table.replaceAll("`", "")].join(".");
  return [{ kind: "table", name: table, matches: [name] }];
}

const replacedTable = (table: string | undefined): Consequence[] =>
  table === undefined ? [] : [{ reason: "replacement", text: say`The rows of ${table} are replaced.` }];
