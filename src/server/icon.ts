import manifest from "../../package.json" with { type: "json" };

const REPOSITORY = manifest.repository.url.replace(/^git\+https:\/\/github\.com|\.git$/g, "");

/** The address of the icon of a version. */
export const iconUrl = (version: string): string =>
  `https://raw.githubusercontent.com${REPOSITORY}/v${version}/assets/icon.png`;
