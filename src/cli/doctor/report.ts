import { type Launch, SERVER_NAME } from "../setup/hosts.ts";
import type { Check, CheckStatus } from "./check.ts";

/** Results for one workspace. */
export interface Examined {
  readonly workspace: string;
  readonly host: string;
  readonly checks: readonly Check[];
}

export interface Report {
  readonly name: string;
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  /** Node.js, files and variables of this machine. */
  readonly machine: readonly Check[];
  readonly configuration: readonly Check[];
  readonly workspaces: readonly Examined[];
  readonly client: Launch;
}

export const healthy = ({ machine, configuration, workspaces }: Report): boolean =>
  [machine, configuration, ...workspaces.map(({ checks }) => checks)]
    .flat()
    .every(({ verdict }) => verdict !== "failed");

export const asJson = (report: Report): string => `${JSON.stringify({ ok: healthy(report), ...report }, null, 2)}\n`;

const MARK: Readonly<Record<CheckStatus, string>> = { passed: "✓", failed: "✗", noted: "–" };

export function asText(report: Report): string {
  const { name, version, node, platform, machine, configuration, workspaces, client } = report;
  const sections = [
    [`${name} ${version}, Node ${node}, ${platform}`, ...lines([...machine, ...configuration])],
    ...workspaces.map(({ workspace, host, checks }) => [`Workspace ${workspace}: ${host}`, ...lines(checks)]),
    ["Configuration for your MCP client:", JSON.stringify({ mcpServers: { [SERVER_NAME]: client } }, null, 2)],
    [healthy(report) ? "✓ All required checks passed." : "✗ Some checks failed: see the lines marked ✗."],
  ];
  return `${sections.map((section) => section.join("\n")).join("\n\n")}\n`;
}

function lines(checks: readonly Check[]): string[] {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks.flatMap(({ name, verdict, says, fix, details = [] }) => [
    `  ${MARK[verdict]} ${name.padEnd(width)}  ${says}`,
    ...details.map((detail) => `    ${" ".repeat(width)}  ${detail}`),
    ...(fix === undefined ? [] : [`    ${" ".repeat(width)}  → ${fix}`]),
  ]);
}
