import { createInterface } from "node:readline";
import { NOT_CONFIGURED } from "../api/auth/settings.ts";
import { type Config, OPTIONS } from "../config.ts";
import { createRedactor } from "../core/output/redact.ts";
import { fileProblem } from "./file-problem.ts";
import { launchOf, type StartedProgram } from "./program.ts";
import { missingEngines } from "./sandbox.ts";
import { added, describeChange, type HostChange, type HostProblem, undone } from "./setup/change.ts";
import { copyOf, dropCopy, exists, readIfPresent, removeHostFile, replaceHostFile } from "./setup/files.ts";
import { type AgentHost, HOSTS, type HostPlace, type Launch } from "./setup/hosts.ts";
import { choicesOf, type WorkspaceChoice } from "./setup/workspace.ts";
import { configuredVariables, serverFlags } from "./snippet.ts";
import { resolveWorkspaces, type Surroundings } from "./workspaces.ts";

/** The hosts and options that `setup` was given. */
export interface SetupRequest {
  /** Ids of hosts; none: all that are installed. */
  readonly words: readonly string[];
  /** Its options: those of the server are what every host will pass. */
  readonly options: readonly string[];
  readonly config: Config;
}

/** The user's terminal. Questions are asked only if it is interactive. */
export interface SetupTerminal {
  print(line: string): void;
  readonly input: NodeJS.ReadableStream;
  readonly interactive: boolean;
}

/**
 * Adds the server to the files of hosts, or removes it. Shows every change, and writes it after a yes or with `--yes`.
 * Returns the exit code. @throws {Error} with the reason if nothing can be set up
 */
export async function setup(
  request: SetupRequest,
  around: Surroundings,
  program: StartedProgram,
  terminal: SetupTerminal,
): Promise<number> {
  const { words, config } = request;
  const place: HostPlace = { home: around.home, platform: around.platform, env: around.env };
  const hosts = HOSTS.filter((host) => (words.length > 0 ? words.includes(host.id) : isInstalled(host, place)));
  if (hosts.length === 0) {
    throw new Error(`No host was found on this machine. Name one: ${HOSTS.map(({ id }) => id).join(", ")}.`);
  }
  const questions = openQuestions(terminal);
  try {
    const launch = config.undo ? undefined : await chooseLaunch(request, around, program, questions);
    let left = 0;
    for (const host of hosts) {
      const path = host.file(place);
      try {
        const texts = { now: readIfPresent(path), copy: readIfPresent(copyOf(path)) };
        const change = launch ? added(host, place, texts, launch) : undone(host, place, texts);
        if (!(await apply(change, config, terminal, questions))) left += 1;
      } catch (error) {
        const problem = fileProblem(error);
        if (problem === undefined) throw error;
        // The files of the other hosts do not depend on this one.
        terminal.print(`${host.title}: ${path} cannot be changed (${problem}). Check the permissions of its folder.\n`);
        left += 1;
      }
    }
    if (left > 0 && !questions && !config.yes) terminal.print("Nothing was written. Add --yes to write these changes.");
    return left > 0 ? 1 : 0;
  } finally {
    questions?.close();
  }
}

const isInstalled = (host: AgentHost, place: HostPlace): boolean => host.traces(place).some(exists);

/** Shows a change and writes it if the user agrees. Returns whether the file is now as requested. */
async function apply(
  change: HostChange | HostProblem,
  { undo, yes }: Config,
  { print }: SetupTerminal,
  questions: Questions | undefined,
): Promise<boolean> {
  const { host, path } = change;
  if ("problem" in change) {
    print(`${host.title}: ${change.problem}\n`);
    return false;
  }
  if (change.after === change.before) {
    print(`${host.title}: ${path} ${undo ? "has no entry of this server" : "already has this entry"}.\n`);
    return true;
  }
  const how = change.before === undefined ? " (new)" : change.after === undefined ? " (removed)" : "";
  print(`${host.title}: ${path}${how}\n${describeChange(change, createRedactor())}\n`);
  if (!yes && !(await questions?.confirm(`Change ${path}? [y/N]`))) return false;
  if (change.after === undefined) removeHostFile(path);
  else replaceHostFile(path, change.after);
  if (undo) dropCopy(path);
  print(undo ? `Restored. ${host.next}\n` : `Written. ${host.next}\n`);
  return true;
}

/** How hosts will start the server. @throws {Error} if its workspace is unknown, or known by a secret of this shell only */
async function chooseLaunch(
  { options, config }: SetupRequest,
  around: Surroundings,
  program: StartedProgram,
  questions: Questions | undefined,
): Promise<Launch> {
  const given = config.sandbox !== false || config.flags.has("profile") || config.workspaces !== undefined;
  const variables = configuredVariables(around.env);
  const secrets = given ? [] : variables.filter(({ secret }) => secret).map(({ name }) => name);
  if (secrets.length > 0) {
    throw new Error(
      `${secrets.join(", ")}: setup does not write secrets into the files of hosts. Sign in with login, or put the secret into a profile of ~/.databrickscfg, and give it with --profile.`,
    );
  }
  // A profile or the sandbox replaces the workspace that the variables describe.
  const kept = variables.filter(({ name, secret }) => !secret && (!given || isOfServer(name)));
  const env = Object.fromEntries(kept.map(({ name, value }) => [name, value]));
  const configured = given || config.host !== undefined || kept.some(({ name }) => !isOfServer(name));
  const chosen = await completed(serverFlags(options), { config, around, configured }, questions);
  if (chosen.sandbox) {
    const problem = missingEngines(program);
    if (problem !== undefined) throw new Error(problem);
  }
  return launchOf(program, chosen.flags, env);
}

/** Variables that apply to any workspace. */
const isOfServer = (name: string): boolean => name.startsWith("MCP_DATABRICKS_") || name === OPTIONS.configFile.env;

/** The flags with those of a workspace, which the user chooses if nothing configures one. */
async function completed(
  flags: readonly string[],
  { config, around, configured }: { config: Config; around: Surroundings; configured: boolean },
  questions: Questions | undefined,
): Promise<{ readonly flags: readonly string[]; readonly sandbox: boolean }> {
  if (config.sandbox) return { flags, sandbox: true };
  const found = await resolveWorkspaces(config, around);
  // A profile that is the default today may not be it tomorrow, so a user who can be asked chooses one by name.
  if (found.ok && (configured || !questions)) return { flags, sandbox: false };
  if (!found.ok && !found.problems.every((problem) => problem.startsWith(NOT_CONFIGURED)))
    throw new Error(found.problems.join("\n"));
  const choices = choicesOf(config, around);
  const chosen = await questions?.choose("Which workspace should hosts use?", choices);
  if (!chosen) {
    const forms = choices.map((choice) => choice.flags.join(" ")).join(", ");
    throw new Error(`Nothing configures a workspace. Give one of: ${forms}. To add a profile, use login.`);
  }
  return { flags: [...flags, ...chosen.flags], sandbox: chosen.flags.includes("--sandbox") };
}

interface Questions {
  confirm(question: string): Promise<boolean>;
  /** `undefined` if the answer is not one of the numbers. */
  choose(question: string, choices: readonly WorkspaceChoice[]): Promise<WorkspaceChoice | undefined>;
  close(): void;
}

function openQuestions({ print, input, interactive }: SetupTerminal): Questions | undefined {
  if (!interactive) return undefined;
  const lines = createInterface({ input });
  const answers = lines[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string> => {
    print(question);
    const answer = await answers.next();
    return answer.done ? "" : answer.value.trim();
  };
  return {
    confirm: async (question) => /^y(es)?$/i.test(await ask(question)),
    choose: async (question, choices) => {
      const rows = choices.map(({ title }, index) => `  ${index + 1}  ${title}`);
      const answer = await ask([question, ...rows, `[1-${choices.length}]`].join("\n"));
      return choices[Number(answer || "1") - 1];
    },
    close: () => lines.close(),
  };
}
