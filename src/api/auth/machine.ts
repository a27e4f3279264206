import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";

/** What a login may look at around it: environment, home, files. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** A file's text; undefined when it cannot be read. */
  read(path: string): string | undefined;
  /** The size in bytes of a file that may be run; undefined when there is none. */
  program(path: string): number | undefined;
}

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

/** `~/x` and `~\x` below the home directory. */
export const expandHome = (path: string, { home }: Pick<Machine, "home">): string =>
  path.replace(/^~(?=[\\/])/, () => home);
