import { textContent, type XmlElement } from "../parser.ts";
import { XPathError } from "./syntax.ts";

/** A node with its place in the document. */
export interface XPathNode {
  readonly kind: "document" | "element" | "attribute" | "text";
  readonly name: string;
  /** The value of an attribute or text; `null` for elements and the document, as `Node.getNodeValue`. */
  readonly value: string | null;
  readonly text: string;
  readonly parent: XPathNode | undefined;
  /** Position in the document. */
  readonly order: number;
  children: readonly XPathNode[];
  attributes: readonly XPathNode[];
}

/** The document of a root element. */
export function documentOf(root: XmlElement): XPathNode {
  let order = 0;
  const next = () => order++;
  const build = (element: XmlElement, parent: XPathNode): XPathNode => {
    const { name } = element;
    const node: XPathNode = {
      kind: "element",
      name,
      value: null,
      text: textContent(element),
      parent,
      order: next(),
      children: [],
      attributes: [],
    };
    const leaf = (kind: "attribute" | "text", leafName: string, value: string): XPathNode => ({
      kind,
      name: leafName,
      value,
      text: value,
      parent: node,
      order: next(),
      children: [],
      attributes: [],
    });
    node.attributes = element.attributes.map(([attribute, value]) => leaf("attribute", attribute, value));
    node.children = element.children.map((child) =>
      child.kind === "text" ? leaf("text", "#text", child.text) : build(child, node),
    );
    return node;
  };
  const document: XPathNode = {
    kind: "document",
    name: "",
    value: null,
    text: textContent(root),
    parent: undefined,
    order: next(),
    children: [],
    attributes: [],
  };
  document.children = [build(root, document)];
  return document;
}

const descendants = (node: XPathNode): XPathNode[] => node.children.flatMap((child) => [child, ...descendants(child)]);

const ancestors = (node: XPathNode): XPathNode[] =>
  node.parent === undefined ? [] : [node.parent, ...ancestors(node.parent)];

const siblings = (node: XPathNode): readonly XPathNode[] =>
  node.kind === "attribute" ? [] : (node.parent?.children ?? []);

/** The nodes of an axis in its own order: nearest first. @throws {XPathError} for an axis that does not exist */
export function nodesOn(axis: string, node: XPathNode): readonly XPathNode[] {
  switch (axis) {
    case "child":
      return node.children;
    case "attribute":
      return node.attributes;
    case "self":
      return [node];
    case "parent":
      return node.parent === undefined ? [] : [node.parent];
    case "descendant":
      return descendants(node);
    case "descendant-or-self":
      return [node, ...descendants(node)];
    case "ancestor":
      return ancestors(node);
    case "ancestor-or-self":
      return [node, ...ancestors(node)];
    case "following-sibling":
      return siblings(node).filter(({ order }) => order > node.order);
    case "preceding-sibling":
      return siblings(node)
        .filter(({ order }) => order < node.order)
        .reverse();
    case "following":
      return [node, ...ancestors(node)].flatMap((one) =>
        nodesOn("following-sibling", one).flatMap((sibling) => [sibling, ...descendants(sibling)]),
      );
    case "preceding":
      return [node, ...ancestors(node)].flatMap((one) =>
        nodesOn("preceding-sibling", one).flatMap((sibling) => [sibling, ...descendants(sibling)].reverse()),
      );
    case "namespace":
      return [];
    default:
      throw new XPathError(`Unknown axis '${axis}'`);
  }
}
