import { type SpawnOptions, spawn as start } from "node:child_process";

type Spawn = (
  command: string,
  args: readonly string[],
  options: SpawnOptions,
) => { on(event: "error", handler: (error: Error) => void): unknown; unref(): void };

/** The program that opens a URL in the browser. Started without a shell, so that the URL stays one argument. */
function openCommand(platform: NodeJS.Platform): readonly [command: string, ...args: string[]] {
  if (platform === "darwin") return ["open"];
  // The program behind `start`, which itself exists only inside a shell.
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return ["xdg-open"];
}

/** Tries to open `url` in the browser. A failure is ignored, because the URL is also printed. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform, spawn: Spawn = start): void {
  const [command, ...args] = openCommand(platform);
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true, shell: false, windowsHide: true });
  child.on("error", () => {});
  child.unref();
}
