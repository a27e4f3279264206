import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";

/** The parts of this machine that a login may read. */
export interface Machine {
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home directory. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** The text of a file; `undefined` if it cannot be read. */
  read(path: string): string | undefined;
  /** The size in bytes of an executable file; `undefined` if there is none. */
  program(path: string): number | undefined;
}

/** This machine, with the given environment variables. */
export const systemMachine = (env: Machine["env"]): Machine => ({
  env,
  home: homedir(),
  platform: process.platform,
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  },
  program(path) {
    try {
      const found = statSync(path);
      accessSync(path, constants.X_OK);
      return found.isFile() ? found.size : undefined;
    } catch {
      return undefined;
    }
  },
});

/** Replaces `~` at the start of `~/x` and `~\x` by the home directory. */
export const expandHome = (path: string, { home }: Pick<Machine, "home">): string =>
  path.replace(/^~(?=[\\/])/, () => home);
