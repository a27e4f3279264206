import { readDocument } from "../../../api/sql/dashboards/document.ts";

/** The pages, widgets and datasets of a dashboard that its new document no longer has: `page "Overview"`, one each. */
export function removedParts(before: string | null | undefined, after: string): string[] {
  const kept = new Set(partsOf(after).map(({ key }) => key));
  return partsOf(before).flatMap(({ key, words }) => (kept.has(key) ? [] : [words]));
}

/** The parts by their own names, which the editor never changes, and as people know them. */
function partsOf(serialized: string | null | undefined): { readonly key: string; readonly words: string }[] {
  const { pages = [], datasets = [] } = readDocument(serialized) ?? {};
  const part = (kind: string, name: string | undefined, shown?: string) =>
    name === undefined ? [] : [{ key: `${kind} ${name}`, words: `${kind} ${shown ?? name}` }];
  return [
    ...datasets.flatMap(({ name, displayName }) => part("dataset", name, displayName)),
    ...pages.flatMap(({ name, displayName, layout }) => [
      ...part("page", name, displayName),
      ...layout.flatMap(({ widget }) => part("widget", widget?.name, widget?.spec?.frame?.title)),
    ]),
  ];
}
