import { posix } from "node:path";

const REPOSITORY = "https://github.com/mcp-server-databricks/mcp-server-databricks";

/** Text outside of fenced code, changed by a function. Fenced code stays as it is. */
const outsideCode = (text: string, change: (prose: string) => string): string =>
  text
    .split(/(^(?:```|~~~)[\s\S]*?^(?:```|~~~)[ \t]*$)/m)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join("");

/**
 * Relative links of a document, as the site needs them: a document with a page links to the page, and any other file of
 * the repository to GitHub. `pages` maps paths in the repository to paths on the site, `to` is the path of this page.
 */
export const rewriteLinks = (text: string, from: string, to: string, pages: ReadonlyMap<string, string>): string =>
  outsideCode(text, (prose) =>
    prose.replace(
      /(!?)(\[[^\]]*\]\()([^)\s]+)(\))/g,
      (whole, image: string, open: string, link: string, close: string) => {
        // The assembly of the pages puts all pictures into one folder.
        if (image === "!") return `!${open}/${posix.basename(link)}${close}`;
        if (/^(?:[a-z]+:|#|\/)/.test(link)) return whole;
        const [path = "", anchor] = link.split("#");
        const target = posix.join(posix.dirname(from), path);
        const hash = anchor === undefined ? "" : `#${anchor}`;
        const page = pages.get(target);
        const address =
          page === undefined
            ? `${REPOSITORY}/blob/main/${target}`
            : `./${posix.relative(posix.dirname(to), page)}.md`.replace("./../", "../");
        return `${open}${address}${hash}${close}`;
      },
    ),
  );

/** Names of tools in prose and tables become links to their pages. Headings and existing links stay as they are. */
export const linkTools = (text: string, addressOf: (tool: string) => string | undefined): string =>
  outsideCode(text, (prose) =>
    prose
      .split("\n")
      .map((line) =>
        /^#{1,6} /.test(line)
          ? line
          : line.replace(/(?<!\[)`([a-z]+(?:_[a-z0-9]+)+)`(?!\])/g, (code, name: string) => {
              const address = addressOf(name);
              return address === undefined ? code : `[${code}](${address})`;
            }),
      )
      .join("\n"),
  );
