import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { commandLine, ENGINES, IMAGE, installationOf, launchOf, type StartedProgram } from "../../src/cli/program.ts";
import { missingEngines } from "../../src/cli/sandbox.ts";
import { SANDBOX_PACKAGE } from "../../src/start/sandbox-folder.ts";

const PACKAGE = manifest.name;
const OWN = JSON.stringify({ name: PACKAGE });

/** A program with these files, of which it reads the text. */
function program(
  script: string,
  module: string,
  files: Record<string, string>,
  platform: NodeJS.Platform = "linux",
): StartedProgram {
  return { script, module, platform, read: (path) => files[path] };
}

const npx = (bin = "mcp-server-databricks", platform: NodeJS.Platform = "linux") => {
  const cache = "/home/ana/.npm/_npx/1f2e";
  const root = `${cache}/node_modules/${PACKAGE}`;
  const files = { [`${root}/package.json`]: OWN, [`${cache}/package.json`]: "{}" };
  return program(`${cache}/node_modules/.bin/${bin}`, `${root}/dist/cli.js`, files, platform);
};
const inPackages = (parent: string, more: Record<string, string> = {}) => {
  const root = `${parent}/node_modules/${PACKAGE}`;
  const files = { [`${root}/package.json`]: OWN, ...more };
  return program(`${parent}/bin/mcp-server-databricks`, `${root}/dist/cli.js`, files);
};
const unpacked = (root: string, more: Record<string, string> = {}) =>
  program(`${root}/dist/cli.js`, `${root}/dist/chunk-1.js`, { [`${root}/package.json`]: OWN, ...more });

const PROGRAMS = {
  npx: npx(),
  global: inPackages("/usr/local/lib"),
  local: inPackages("/home/ana/project", { "/home/ana/project/package.json": "{}" }),
  checkout: unpacked("/home/ana/clone", { "/home/ana/clone/src/cli.ts": "", "/home/ana/clone/manifest.json": "{}" }),
  bundle: unpacked("/apps/databricks", { "/apps/databricks/manifest.json": '{ "manifest_version": "0.3" }' }),
  image: unpacked("/opt/mcp-server-databricks"),
  copy: unpacked("/tmp/copy"),
} as const;

describe("how the program came to the machine", () => {
  test.each(Object.entries(PROGRAMS))("%s", (kind, started) => expect(installationOf(started).kind).toBe(kind));

  test("a checkout that runs from source is one too", () => {
    const { read } = PROGRAMS.checkout;
    const source = { ...PROGRAMS.checkout, module: "/home/ana/clone/src/cli/program.ts", read };
    expect(installationOf(source)).toEqual({ kind: "checkout", folder: "/home/ana/clone" });
  });
});

describe("a host starts it as it was started", () => {
  test.each([
    ["npx", "npx", ["-y", PACKAGE, "--access", "read"]],
    ["global", "/usr/local/lib/bin/mcp-server-databricks", ["--access", "read"]],
    ["checkout", "node", ["/home/ana/clone/dist/cli.js", "--access", "read"]],
    ["image", "docker", ["run", "-i", "--rm", "-e", "A", IMAGE, "--access", "read"]],
  ] as const)("%s", (kind, command, args) =>
    expect(launchOf(PROGRAMS[kind], ["--access", "read"], { A: "1" })).toEqual({ command, args, env: { A: "1" } }),
  );

  test("npx through a shell on Windows", () =>
    expect(launchOf(npx(undefined, "win32"), [], {})).toMatchObject({
      command: "cmd",
      args: ["/c", "npx", "-y", PACKAGE],
    }));

  test("the sandbox's package by its own name", () =>
    expect(launchOf(npx("mcp-server-databricks-sandbox"), [], {}).args).toEqual(["-y", SANDBOX_PACKAGE]));
});

describe("the command for missing engines", () => {
  const wanted = `"${SANDBOX_PACKAGE}@${manifest.version}"`;
  test.each([
    ["npx", `Run: npx -y ${SANDBOX_PACKAGE}`],
    ["global", `Run: npm install --global ${wanted}`],
    ["local", `Run in /home/ana/project: npm install ${wanted}`],
    ["checkout", "Run in /home/ana/clone: npm ci"],
    ["copy", `Run in /tmp/copy: npm install ${wanted}`],
  ] as const)("of %s", (kind, command) =>
    expect(missingEngines(PROGRAMS[kind], () => false)).toBe(
      `--sandbox requires packages that are not installed. ${command}`,
    ),
  );

  test("is given if one of them is missing", () => {
    for (const engine of Object.keys(ENGINES))
      expect(missingEngines(PROGRAMS.local, (name) => name !== engine)).toContain(wanted);
    expect(missingEngines(PROGRAMS.local, () => true)).toBeUndefined();
  });
});

test("a command is printed as a shell reads it, with paths that have spaces", () => {
  const spaced = unpacked("/home/ana/my clone", { "/home/ana/my clone/src/cli.ts": "" });
  expect(commandLine(launchOf(spaced, ["--profile", "dev"], {}))).toBe(
    'node "/home/ana/my clone/dist/cli.js" --profile dev',
  );
  expect(commandLine({ command: "C:\\node.exe", args: ["C:\\My Files\\cli.js"] })).toBe(
    'C:\\node.exe "C:\\My Files\\cli.js"',
  );
});
