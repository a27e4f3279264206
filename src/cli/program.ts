import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../../package.json" with { type: "json" };
import { systemMachine } from "../api/auth/machine.ts";
import { SANDBOX_PACKAGE } from "../start/sandbox-folder.ts";
import type { Launch } from "./setup/hosts.ts";

/** The name of the command, which is not the name of the package. */
export const PROGRAM_NAME = "mcp-server-databricks";

const { "@duckdb/node-api": duckdb, pyodide } = manifest.devDependencies;

/** The engines of the embedded workspace, which are dependencies of its package, with the versions that it accepts. */
export const ENGINES: Readonly<Record<string, string>> = { "@duckdb/node-api": `^${duckdb}`, pyodide: `^${pyodide}` };

/** The container image of this version. */
export const IMAGE = `ghcr.io/${PROGRAM_NAME}/${PROGRAM_NAME}:${manifest.version}`;

/** Where the image has the program. */
const IMAGE_ROOT = `/opt/${PROGRAM_NAME}`;

/** How this program was started, and from where. */
export interface StartedProgram {
  /** Path of the script, as Node.js was given it: often a link in a folder of commands. */
  readonly script: string;
  /** Path of one of the program's own files. */
  readonly module: string;
  readonly platform: NodeJS.Platform;
  /** The text of a file; `undefined` if it cannot be read. */
  read(path: string): string | undefined;
}

export const thisProgram = (): StartedProgram => ({
  script: process.argv[1] ?? PROGRAM_NAME,
  module: fileURLToPath(import.meta.url),
  platform: process.platform,
  read: systemMachine({}).read,
});

/** How the program came to this machine. `folder` is where packages are installed for it. */
export interface Installation {
  readonly kind: "checkout" | "npx" | "global" | "local" | "bundle" | "image" | "copy";
  readonly folder: string;
}

export function installationOf({ script, module, read }: StartedProgram): Installation {
  const root = rootOf(module, read);
  if (root === IMAGE_ROOT) return { kind: "image", folder: root };
  if (read(join(root, "src", "cli.ts")) !== undefined) return { kind: "checkout", folder: root };
  if (read(join(root, "manifest.json"))?.includes('"manifest_version"')) return { kind: "bundle", folder: root };
  if (/[\\/]_npx[\\/]/.test(script) || /[\\/]_npx[\\/]/.test(root)) return { kind: "npx", folder: root };
  const parent = /^(.*)[\\/]node_modules[\\/]/.exec(root)?.[1];
  if (parent === undefined) return { kind: "copy", folder: root };
  // A project has a package.json next to its packages. The folder of global packages has not.
  return { kind: read(join(parent, "package.json")) === undefined ? "global" : "local", folder: parent };
}

/** The folder of the package, which is one or two folders above the module. */
function rootOf(module: string, read: StartedProgram["read"]): string {
  const folders = [dirname(dirname(module)), dirname(dirname(dirname(module)))];
  return (
    folders.find((folder) => read(join(folder, "package.json"))?.includes(`"${manifest.name}"`)) ?? folders[0] ?? ""
  );
}

/** The command with which a host starts this program as it was started now. */
export function launchOf(program: StartedProgram, flags: readonly string[], env: Launch["env"]): Launch {
  const { script, platform } = program;
  const { kind } = installationOf(program);
  const name = /[^\\/]*$/.exec(script)?.[0] ?? "";
  const start = (command: string, ...args: string[]): Launch => ({ command, args: [...args, ...flags], env });
  if (kind === "image") {
    // Docker hands on only the variables that it is given by name.
    return start("docker", "run", "-i", "--rm", ...Object.keys(env).flatMap((key) => ["-e", key]), IMAGE);
  }
  if (kind === "npx") {
    const own = name.startsWith(`${PROGRAM_NAME}-sandbox`) ? SANDBOX_PACKAGE : manifest.name;
    // On Windows npx is a script, which only a shell can start.
    return platform === "win32" ? start("cmd", "/c", "npx", "-y", own) : start("npx", "-y", own);
  }
  return name.startsWith(PROGRAM_NAME) ? start(script) : start("node", script);
}

const shellWord = (word: string): string => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word}"`);

/** A command as it is typed in a shell. Paths of users have spaces. */
export const commandLine = ({ command, args }: Pick<Launch, "command" | "args">): string =>
  [command, ...args].map(shellWord).join(" ");

/** The command that makes `--sandbox` work, for how the program was started. */
export function sandboxInstruction(program: StartedProgram): string {
  const { kind, folder } = installationOf(program);
  const install = (...args: string[]) => ["npm install", ...args, `"${SANDBOX_PACKAGE}@${manifest.version}"`].join(" ");
  switch (kind) {
    case "npx":
      return `Run: npx -y ${SANDBOX_PACKAGE}`;
    case "global":
      return `Run: ${install("--global")}`;
    case "checkout":
      return `Run in ${folder}: npm ci`;
    case "bundle":
      return `The bundle does not contain them. Run the embedded workspace with: npx -y ${SANDBOX_PACKAGE}`;
    default:
      return `Run in ${folder}: ${install()}`;
  }
}
