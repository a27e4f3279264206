import { type SpawnOptions, spawn as start } from "node:child_process";

type Spawn = (
  command: string,
  args: readonly string[],
  options: SpawnOptions,
) => { on(event: "error", handler: (error: Error) => void): unknown; unref(): void };

/** The program that opens an address in the person's browser. No shell: the address is one argument, `&` and all. */
function opener(platform: NodeJS.Platform): readonly [command: string, ...args: string[]] {
  if (platform === "darwin") return ["open"];
  // What `start` does; `start` itself exists only inside a shell.
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return ["xdg-open"];
}

/** Asks the machine to open `url`. Whether it could makes no difference: the address is printed as well. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform, spawn: Spawn = start): void {
  const [command, ...args] = opener(platform);
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true, shell: false, windowsHide: true });
  child.on("error", () => {});
  child.unref();
}
