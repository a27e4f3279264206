/** Keys and values of one profile. */
export type Profile = ReadonlyMap<string, string>;

/** The profiles of a configuration file. */
export interface Profiles {
  readonly byName: ReadonlyMap<string, Profile>;
  /** `default_profile` of `[__settings__]`. */
  readonly preferred: string | undefined;
}

const SETTINGS = "__settings__";

/**
 * Parses `~/.databrickscfg` (https://docs.databricks.com/aws/en/dev-tools/auth/config-profiles) as the official SDKs
 * do: INI with `#` and `;` comments (within a line only after a space), no inheritance from DEFAULT, and
 * `[__settings__]` is not a profile. Other lines are ignored.
 */
export function readProfiles(text: string): Profiles {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const raw of text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const header = /^\[([^\]]+)\]/.exec(line)?.[1]?.trim();
    if (header !== undefined) {
      section = sections.get(header) ?? new Map();
      sections.set(header, section);
      continue;
    }
    const at = line.search(/[=:]/);
    const value = line
      .slice(at + 1)
      .replace(/\s[#;].*$/, "")
      .trim();
    if (at > 0 && value !== "") section.set(line.slice(0, at).trim().toLowerCase(), unquote(value));
  }
  // A CLI that found no default has written the section's own name.
  const preferred = [sections.get(SETTINGS)?.get("default_profile")].find((name) => name !== SETTINGS);
  sections.delete(SETTINGS);
  return { byName: sections, preferred };
}

const unquote = (value: string): string => /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
