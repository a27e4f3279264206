/** The versions of Node.js that are supported. */
export const NODES = ["20", "22", "24"] as const;

/** A command that runs a version of Node.js, which npx provides, and the words before its own. */
export function nodeCommand(version: string): { readonly command: string; readonly before: readonly string[] } {
  return process.versions.node.startsWith(`${version}.`)
    ? { command: process.execPath, before: [] }
    : { command: "npx", before: ["-y", "-p", `node@${version}`, "node"] };
}
