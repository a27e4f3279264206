// Prepares a release and makes its files.
//   npm run release -- prepare 0.1.0      sets the version, closes the changelog's section, generates, commits and tags
//   npm run release -- artifacts release  makes and checks every file that is published, and publishes nothing
// Pushing the tag starts .github/workflows/release.yml, which makes the same files and publishes them.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../package.json" with { type: "json" };
import { bundleFile, sandboxPackage, serverJson } from "./generate/packages.ts";
import { closeUnreleased, notesOf } from "./release/changelog.ts";
import { stageSandboxPackage } from "./release/sandbox-package.ts";
import { isServerJson } from "./release/server-schema.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = (command: string, args: readonly string[], cwd = root): string =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

const [mode, argument] = process.argv.slice(2);
if (mode === "prepare" && argument && /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(argument)) prepare(argument);
else if (mode === "artifacts" && argument) artifacts(resolve(root, argument));
else {
  process.stderr.write("Usage: npm run release -- prepare <version> | artifacts <folder>\n");
  process.exitCode = 2;
}

function prepare(version: string): void {
  if (run("git", ["status", "--porcelain"]).trim() !== "") throw new Error("Commit or remove local changes first.");
  const changelog = `${root}CHANGELOG.md`;
  const closed = closeUnreleased(readFileSync(changelog, "utf8"), version, new Date());
  writeFileSync(changelog, closed);
  run("npm", ["version", version, "--no-git-tag-version", "--allow-same-version"]);
  run("npm", ["run", "generate"]);
  run("git", ["commit", "--all", "--message", `Release ${version}`]);
  run("git", ["tag", "--annotate", `v${version}`, "--message", version]);
  console.log(`Tagged v${version}. To publish it: git push --follow-tags`);
}

function artifacts(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const tag = process.env.GITHUB_REF_TYPE === "tag" ? process.env.GITHUB_REF_NAME : undefined;
  if (tag !== undefined && tag !== `v${manifest.version}`)
    throw new Error(`The tag ${tag} is not v${manifest.version}.`);

  run("npm", ["run", "bundle", "--", folder]);
  const staged = mkdtempSync(join(tmpdir(), "sandbox-package-"));
  try {
    for (const cwd of [root, stageSandboxPackage(staged)]) {
      run("npm", ["pack", "--pack-destination", folder], cwd);
      run("npm", ["publish", "--dry-run", "--provenance=false"], cwd);
    }
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
  const bundle = readFileSync(join(folder, bundleFile(manifest.version)));
  const server = serverJson(createHash("sha256").update(bundle).digest("hex"));
  if (!isServerJson(JSON.parse(JSON.stringify(server)))) {
    throw new Error(`server.json: ${JSON.stringify(isServerJson.errors)}`);
  }
  writeFileSync(join(folder, "server.json"), `${JSON.stringify(server, null, 2)}\n`);
  writeFileSync(
    join(folder, "sbom.cdx.json"),
    run("npm", ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx"]),
  );
  writeFileSync(join(folder, "notes.md"), notesOf(readFileSync(`${root}CHANGELOG.md`, "utf8"), manifest.version));
  console.log(
    `${folder}: ${manifest.name} and ${sandboxPackage().name} ${manifest.version}, the bundle, server.json, SBOM, notes`,
  );
}
