import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import manifest from "../../package.json" with { type: "json" };
import { NODES } from "../../scripts/clean/versions.ts";

const folder = fileURLToPath(new URL("../../.github/workflows/", import.meta.url));

interface Job {
  readonly permissions?: Record<string, string>;
  readonly environment?: string;
  readonly if?: string;
  readonly needs?: string | string[];
  readonly "timeout-minutes"?: number;
  readonly strategy?: { readonly matrix: { readonly node?: number[]; readonly os?: string[] } };
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: Record<string, unknown> }[];
}

const workflows = readdirSync(folder).map((file) => {
  const text = readFileSync(folder + file, "utf8");
  const { permissions, jobs }: { permissions: object; jobs: Record<string, Job> } = parse(text);
  return { file, text, permissions, jobs: Object.entries(jobs) };
});

describe.each(workflows)("$file", ({ text, permissions, jobs }) => {
  test("every action is pinned by its hash, followed by its version", () => {
    const used = [...text.matchAll(/uses: (.*)/g)].map(([, action = ""]) => action);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("nothing is permitted but what each job names, and no job runs without end", () => {
    expect(permissions).toEqual({});
    for (const [, job] of jobs) {
      expect(job.permissions).toBeDefined();
      expect(job["timeout-minutes"]).toBeGreaterThan(0);
    }
  });

  test("no expression is put into a script, where it could be a command", () => {
    const scripts = jobs.flatMap(([, { steps }]) => steps.flatMap(({ run }) => run ?? []));
    for (const script of scripts) expect(script.replaceAll(/\$\{\{ matrix\.\w+ \}\}/g, "")).not.toContain("${{");
  });

  test("every npm script exists", () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script = ""]) => script);
    expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });

  test("a checkout does not keep its token", () => {
    for (const [, { steps }] of jobs) {
      for (const step of steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"))) {
        expect(step.with?.["persist-credentials"]).toBe(false);
      }
    }
  });
});

const jobsOf = (name: string) => new Map(workflows.find(({ file }) => file === name)?.jobs);

test("every script that checks something is run by a workflow", () => {
  const checks = Object.keys(manifest.scripts).filter((script) =>
    /^(test:|check$|site:check$|conformance$|bundle$|image$)/.test(script),
  );
  expect(checks.length).toBeGreaterThan(10);
  const all = workflows.map(({ text }) => text).join("\n");
  expect(checks.filter((script) => !new RegExp(`npm run ${script}(\\s|$)`).test(all))).toEqual([]);
});

test("tests run on every supported Node.js and system", () => {
  const matrix = jobsOf("test.yml").get("test")?.strategy?.matrix;
  expect(matrix?.node?.map(String)).toEqual([...NODES]);
  expect(matrix?.os).toEqual(["ubuntu-latest", "macos-latest", "windows-latest"]);
});

test("a release publishes only for a tag, in a protected environment, with the rights of each job", () => {
  const jobs = jobsOf("release.yml");
  const rights = Object.fromEntries(
    [...jobs].map(([name, { permissions = {} }]) => [
      name,
      Object.entries(permissions).flatMap(([right, level]) => (level === "write" ? [right] : [])),
    ]),
  );
  expect(rights).toEqual({
    build: [],
    npm: ["id-token"],
    image: ["packages"],
    github: ["contents", "id-token", "attestations"],
    registry: ["id-token"],
  });
  for (const [name, job] of jobs) {
    if (name === "build") continue;
    expect(job).toMatchObject({ if: "github.event_name == 'push'", environment: "release" });
    expect(job.needs).toBeDefined();
  }
});

test("the site is published from main only, with the rights of that job alone, after everything was checked", () => {
  const jobs = jobsOf("docs.yml");
  const rights = [...jobs].map(([name, { permissions }]) => [name, permissions]);
  expect(Object.fromEntries(rights)).toEqual({
    documents: { contents: "read" },
    site: { contents: "read" },
    publish: { pages: "write", "id-token": "write" },
  });
  const publish = jobs.get("publish");
  expect(publish).toMatchObject({ environment: "github-pages", needs: ["documents", "site"] });
  expect(publish?.if).toContain("github.ref == 'refs/heads/main'");
  // It runs no script, which could use its rights.
  expect(publish?.steps.map(({ uses = "" }) => uses.split("@")[0])).toEqual(["actions/deploy-pages"]);
});
