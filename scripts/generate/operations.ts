import type { Operation, Reference } from "../../src/api/reference/reference.ts";
import { unreachable } from "../../src/api/reference/request.ts";
import { readCalls, type WrittenRequest } from "./calls.ts";

/** The operations a request can be, the one with the fewest placeholders first. */
export function operationsAt(reference: Reference, method: string, path: string): readonly Operation[] {
  const found = [...reference.operations.values()].filter(
    (operation) => operation.method === method && patternOf(operation.path).test(path),
  );
  return found.sort((a, b) => placeholders(a) - placeholders(b));
}

const placeholders = ({ path }: Operation) => path.split("{").length;

const patternOf = (template: string): RegExp => {
  const source = template
    .split(/(\{\+?\w+\})/)
    .map((part) => (part.startsWith("{+") ? ".+" : part.startsWith("{") ? "[^/]+" : part.replace(/[.]/g, "\\.")));
  return new RegExp(`^${source.join("")}$`);
};

/** The operations a written request can be. A `{}` where an operation has a word stands for several of them. */
function operationsOf(reference: Reference, { method, path }: WrittenRequest): readonly Operation[] {
  const one = operationsAt(reference, method, path)[0];
  if (one || !path.includes("{}")) return one ? [one] : [];
  const written = patternOf(path.replaceAll("{}", "{any}"));
  return [...reference.operations.values()].filter(
    (operation) => operation.method === method && written.test(operation.path),
  );
}

export interface Coverage {
  /** Operation id → the tools that lead to it, the most particular first. */
  readonly tools: ReadonlyMap<string, readonly string[]>;
  /** Requests in the source that no operation of the reference answers to. */
  readonly strange: readonly WrittenRequest[];
}

/** Which typed tools lead to which operations, read from the source. */
export function coverage(reference: Reference, root: string): Coverage {
  const { tools, requests } = readCalls(root);
  const narrow = [...tools].sort((a, b) => a.requests.length - b.requests.length);
  const byOperation = new Map<string, string[]>();
  for (const { name, requests: sent } of narrow) {
    const ids = sent.flatMap((request) => operationsOf(reference, request).map(({ id }) => id));
    for (const id of new Set(ids)) byOperation.set(id, [...(byOperation.get(id) ?? []), name]);
  }
  const strange = requests.filter((request) => operationsOf(reference, request).length === 0);
  return { tools: byOperation, strange };
}

/** Tools named in a row; the others lead there on the way to something else. */
const NAMED = 3;

/** `docs/operations.md`: what reaches every operation of the platform. */
export function operationsPage(reference: Reference, { tools }: Coverage): string {
  const operations = [...reference.operations.values()];
  const services = [...new Set(operations.map(({ service }) => service))];
  const typed = operations.filter(({ id }) => tools.has(id)).length;
  const called = operations.filter((operation) => !tools.has(operation.id) && !unreachable(operation)).length;
  const sections = services.map((service) => {
    const rows = operations
      .filter((operation) => operation.service === service)
      .map((operation) => {
        const { id, method, path, access } = operation;
        return `| ${id} | \`${method} ${path}\` | ${access} | ${cell(reachedBy(operation, tools.get(id) ?? []))} |`;
      });
    return [`## ${service}`, "", "| Operation | Request | Access | Reached by |", "|---|---|---|---|", ...rows].join(
      "\n",
    );
  });
  const intro = `Generated. Of ${operations.length} operations, typed tools reach ${typed}, \`call_api\` the other ${called}; ${
    operations.length - typed - called
  } are kept back for the reason given. \`call_api\` reaches those with typed tools as well.`;
  return `${["# Operations", intro, ...sections].join("\n\n")}\n`;
}

function reachedBy(operation: Operation, tools: readonly string[]): string {
  if (tools.length > 0) {
    const more = tools.length > NAMED ? ` and ${tools.length - NAMED} more` : "";
    return (
      tools
        .slice(0, NAMED)
        .map((name) => `\`${name}\``)
        .join(", ") + more
    );
  }
  const reason = unreachable(operation);
  return reason === undefined ? "`call_api`" : `none: ${reason}. ${operation.instead ?? ""}`.trim();
}

const cell = (text: string) => text.replaceAll("|", "\\|");
