import { fromModel, toModel } from "./model.ts";
import { magicOf, type Notebook } from "./notebook.ts";

/** An exported page: it shows the cells, given as HTML, and contains a model of the notebook. */
export function notebookPage(name: string, model: object, cells: readonly string[]): string {
  const encoded = Buffer.from(encodeURIComponent(JSON.stringify(model))).toString("base64");
  return `<!DOCTYPE html>
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>${escaped(name)} - Databricks</title>
<script>window.settings = {"isExport": true};</script>
<script>var __DATABRICKS_NOTEBOOK_MODEL = '${encoded}';</script>
</head>
<body>
<h1>${escaped(name)}</h1>
${cells.join("\n")}
</body>
</html>
`;
}

/** A page that shows the notebook and can be imported again. */
export function toHtml(name: string, notebook: Notebook): string {
  const cells = notebook.cells.map(({ source, title, output }) => {
    const magic = magicOf(source);
    const heading = title === undefined ? "" : `<h3>${escaped(title)}</h3>`;
    const printed = output === undefined ? "" : `<pre class="output">${escaped(output)}</pre>`;
    const [tag, text] = magic?.[0] === "md" ? ["div", magic[1]] : ["pre", source];
    return `<section class="cell">${heading}<${tag}>${escaped(text)}</${tag}>${printed}</section>`;
  });
  return notebookPage(name, toModel(name, notebook), cells);
}

/** Reads the model of such a page; `undefined` if it does not contain one. */
export function fromHtml(text: string): Notebook | undefined {
  const model = /__DATABRICKS_NOTEBOOK_MODEL = '([A-Za-z0-9+/=]+)'/.exec(text)?.[1];
  if (model === undefined) return undefined;
  try {
    return fromModel(JSON.parse(decodeURIComponent(Buffer.from(model, "base64").toString())));
  } catch {
    return undefined;
  }
}

/** The text with HTML's special characters escaped. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
