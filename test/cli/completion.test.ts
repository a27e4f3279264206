import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { completionScript } from "../../src/cli/completion.ts";
import { COMMAND_NAMES, HOST_IDS, SHELLS } from "../../src/config/commands.ts";
import type { Option } from "../../src/config/option.ts";
import { OPTIONS } from "../../src/config.ts";

const NAME = "mcp-server-databricks";
const scripts = Object.fromEntries(SHELLS.map((shell) => [shell, completionScript(shell, NAME, ["sql", "jobs"])]));

test.each(SHELLS)("the script for %s has every command, host and option", (shell) => {
  const script = scripts[shell] ?? "";
  for (const word of [...COMMAND_NAMES, ...HOST_IDS]) expect(script).toMatch(new RegExp(`\\b${word}\\b`));
  for (const { flag } of Object.values<Option>(OPTIONS)) {
    if (flag) expect(script).toMatch(new RegExp(`(?:--|-l )${flag}(?![\\w-])`));
  }
});

describe("bash", () => {
  /** The completions of the last word, as bash computes them. */
  function complete(...words: string[]): string[] {
    const line = [NAME, ...words];
    const program = `${scripts.bash}
COMP_WORDS=(${line.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${line.length - 1}
_mcp_server_databricks; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", program], { encoding: "utf8" });
    expect(stderr).toBe("");
    return stdout.split("\n").filter(Boolean);
  }

  test.each([
    [["lo"], ["login", "logout"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish", "--help"],
    ],
    [
      ["setup", "cl"],
      ["claude-code", "claude-desktop"],
    ],
    [["setup", "cursor", "--u"], ["--undo"]],
    [
      ["--access", ""],
      ["read", "write", "destructive"],
    ],
    [
      ["--access", "read", "--to"],
      ["--toolsets", "--tools"],
    ],
    [["--toolsets", "s"], ["sql"]],
    [["--on-demand", "s"], ["sql"]],
    [["--profile", ""], []],
    [["--und"], []],
  ])("%j", (words, expected) => expect(complete(...words)).toEqual(expected));
});
