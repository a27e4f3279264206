import { statSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../../package.json" with { type: "json" };
import { expandHome } from "../../api/auth/machine.ts";
import { tokenCachePath } from "../../api/auth/token-cache.ts";
import { type Check, failed, noted, passed } from "./check.ts";

/** When Node.js versions stop receiving security fixes. */
const SUPPORTED_UNTIL: Readonly<Record<number, string>> = { 20: "2026-04-30", 22: "2027-04-30", 24: "2028-04-30" };

/** The version of Node.js, and whether it still receives security fixes at `now`. */
export function checkNode(version: string, now: Date): Check {
  const [major = 0] = version.split(".").map(Number);
  const until = SUPPORTED_UNTIL[major];
  const supported = Object.keys(SUPPORTED_UNTIL).join(", ");
  if (until === undefined) {
    return noted("node", `${version}, with which this server is not tested`, `Tested versions are ${supported}.`);
  }
  if (now.toISOString().slice(0, 10) > until) {
    return noted(
      "node",
      `${version}, which has had no security fixes since ${until}`,
      `Install version ${newer(now)}.`,
    );
  }
  return passed("node", `${version} (required: ${manifest.engines.node}), supported until ${until}`);
}

const newer = (now: Date): string =>
  Object.entries(SUPPORTED_UNTIL)
    .filter(([, until]) => until >= now.toISOString().slice(0, 10))
    .map(([major]) => major)
    .join(" or ");

/** The permission bits of a file; `undefined` if there is none. */
export type ModeOf = (path: string) => number | undefined;

const modeOf: ModeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mode;

/** Files with credentials must not be readable by other users. Windows has no permission bits to check. */
export function checkFiles(
  place: { home: string; platform: NodeJS.Platform; configFile?: string | undefined },
  mode: ModeOf = modeOf,
): Check[] {
  if (place.platform === "win32") return [noted("files", "permissions are not checked on Windows")];
  const files = [expandHome(place.configFile ?? join(place.home, ".databrickscfg"), place), tokenCachePath(place)];
  const found = files.flatMap((path) => {
    const bits = mode(path);
    return bits === undefined ? [] : [{ path, open: (bits & 0o077) !== 0, octal: (bits & 0o777).toString(8) }];
  });
  const open = found.filter((file) => file.open);
  if (open.length > 0) {
    return open.map(({ path, octal }) =>
      noted("files", `${path} can be read by other users (mode ${octal})`, `Run: chmod 600 "${path}"`),
    );
  }
  const says =
    found.length > 0
      ? `${found.map(({ path }) => path).join(" and ")}: only you can read`
      : "no credentials are stored";
  return [passed("files", says)];
}

/** Variables that weaken or extend how Node.js checks certificates. */
export function checkTlsSwitches(env: Readonly<Record<string, string | undefined>>, mode: ModeOf = modeOf): Check[] {
  const checks: Check[] = [];
  const { NODE_TLS_REJECT_UNAUTHORIZED: reject, NODE_EXTRA_CA_CERTS: extra, NODE_OPTIONS: options = "" } = env;
  if (reject === "0") {
    const fix = "Remove it. For a private certificate authority, set NODE_EXTRA_CA_CERTS to its certificate.";
    checks.push(failed("certificates", "NODE_TLS_REJECT_UNAUTHORIZED=0 accepts the certificate of any server", fix));
  }
  for (const [weak = ""] of options.matchAll(
    /--(?:tls-min-v1\.[01]|tls-keylog\S*|insecure-http-parser|openssl-legacy-provider)/g,
  )) {
    checks.push(failed("certificates", `NODE_OPTIONS contains ${weak}, which weakens connections`, "Remove it."));
  }
  if (extra !== undefined && extra !== "") {
    checks.push(
      mode(extra) === undefined
        ? failed("certificates", `NODE_EXTRA_CA_CERTS names ${extra}, which cannot be read`, "Correct its path.")
        : passed("certificates", `also those of ${extra} (NODE_EXTRA_CA_CERTS)`),
    );
  }
  return checks.length > 0 ? checks : [passed("certificates", "checked against the authorities of Node.js")];
}
