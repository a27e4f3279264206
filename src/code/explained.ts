/** Characters of the line of a script that are shown with an error in it. */
const MOST_OF_LINE = 120;

const WORLD = "A script has databricks, console.log, sleep(ms) and plain JavaScript.";
const NETWORK = "A script has no network: the tools of databricks reach the workspace.";
const MODULES = "A script has no modules, files or processes: the tools of databricks do the work.";

/** Names of other JavaScript environments that a script does not have. */
const ABSENT: Readonly<Record<string, string>> = Object.fromEntries([
  ...["fetch", "XMLHttpRequest", "axios", "WebSocket"].map((name) => [name, NETWORK]),
  ...["require", "process", "Buffer", "module", "exports", "fs", "path", "os", "__dirname", "Deno", "Bun"].map(
    (name) => [name, MODULES],
  ),
  ...["setTimeout", "setInterval", "setImmediate"].map((name) => [name, "Write await sleep(ms) to wait."]),
  ...[
    "structuredClone",
    "Intl",
    "URL",
    "URLSearchParams",
    "TextEncoder",
    "TextDecoder",
    "crypto",
    "atob",
    "btoa",
    "performance",
    "window",
    "document",
  ].map((name) => [name, WORLD]),
]);

/** An error of a script with its line, the code there, and advice for what scripts of other environments do. */
export function explained(
  message: string,
  line: number | undefined,
  { script, tools }: { readonly script: string; readonly tools: readonly string[] },
): string {
  const code = line === undefined ? "" : (script.split("\n")[line - 1] ?? "").trim();
  const advice = adviceFor(message, code, tools);
  const place = line === undefined ? "" : `Line ${line}: `;
  const shown = code === "" || script.trim() === code ? "" : `\n  ${code.slice(0, MOST_OF_LINE)}`;
  return `${place}${message}${advice === undefined ? "" : `${/[.!?]$/.test(message) ? "" : "."} ${advice}`}${shown}`;
}

function adviceFor(message: string, code: string, tools: readonly string[]): string | undefined {
  const name = /^'?(\w+)'? is not defined$/.exec(message)?.[1];
  if (name !== undefined) return tools.includes(name) ? `It is databricks.${name}.` : ABSENT[name];
  if (/^(?:import|export)\b/.test(code) || message.startsWith("could not load module")) return MODULES;
  if (/\b(?:const|let|var)\s+\w+\s*:|\)\s*:\s*\w+|^(?:interface|type)\s/.test(code) && /expect|missing/.test(message))
    return "A script is JavaScript without types.";
  if (/^cannot read property .* of (?:undefined|null)$/.test(message))
    return "The signatures of search_tools show the fields of results.";
  if (message === "circular reference") return "The value refers to itself. Return only the fields that are needed.";
  return undefined;
}
