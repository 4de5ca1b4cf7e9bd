import type { Token, Tokens } from "../lib/markdown";
import { h } from "./dom";

/** How the code of a fence is shown; a widget gives its own, with a button perhaps. */
export type Fence = (code: string, language: string) => HTMLElement;

const SAFE = /^(https?:\/\/|mailto:)/i;

/** A link that opens a page or a letter; every other address stays text, and markup of any kind does. */
function link({ href, tokens, title }: Tokens.Link): Node {
  const words = inline(tokens);
  if (!SAFE.test(href.trim()))
    return h("span", { class: "hl-md-unsafe", title: "This link is not followed." }, ...words);
  const made = h("a", { href, target: "_blank", rel: "noopener noreferrer", title: title ?? href }, ...words);
  // the words may say one place and the link go to another
  if (made.textContent?.trim() === href.trim()) return made;
  return h("span", {}, made, h("span", { class: "hl-md-url" }, ` (${shortened(href)})`));
}

function shortened(href: string): string {
  const bare = href.replace(/^(https?:\/\/|mailto:)/i, "");
  return bare.length > 48 ? `${bare.slice(0, 47)}…` : bare;
}

/** What marked leaves as entities in the raw text of a few tokens stays as it was written. */
function inline(tokens: Token[] | undefined): (Node | string)[] {
  return (tokens ?? []).map((token): Node | string => {
    const inner = "tokens" in token ? (token.tokens as Token[]) : undefined;
    switch (token.type) {
      case "strong":
        return h("strong", {}, ...inline(inner));
      case "em":
        return h("em", {}, ...inline(inner));
      case "del":
        return h("s", {}, ...inline(inner));
      case "codespan":
        return h("code", {}, token.text);
      case "br":
        return h("br");
      case "link":
        return link(token as Tokens.Link);
      case "image":
        // nothing is fetched for a picture that a model speaks of
        return link({
          ...token,
          type: "link",
          tokens: [{ type: "text", raw: token.text, text: token.text || token.href }],
        } as Tokens.Link);
      case "escape":
        return token.text;
      case "checkbox":
        return (token as Tokens.Checkbox).checked ? "☑ " : "☐ ";
      case "text":
        return inner ? h("span", {}, ...inline(inner)) : token.text;
      default:
        return token.raw;
    }
  });
}

/** The element of one block; null for what shows nothing. */
export function block(token: Token, fence: Fence): HTMLElement | null {
  const inner = "tokens" in token ? (token.tokens as Token[] | undefined) : undefined;
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      // the page has headings of its own above
      return h(`h${Math.min(6, token.depth + 3)}` as "h4", { class: `hl-md-h${token.depth}` }, ...inline(inner));
    case "paragraph":
    case "text":
      return h("p", {}, ...(inner ? inline(inner) : [token.raw]));
    case "code":
      return fence(token.text, (token.lang ?? "").split(/\s/)[0] ?? "");
    case "blockquote":
      return h("blockquote", {}, ...many(inner, fence));
    case "hr":
      return h("hr");
    case "list":
      return list(token as Tokens.List, fence);
    case "table":
      return table(token as Tokens.Table);
    default:
      return h("p", { class: "hl-md-raw" }, token.raw.trimEnd());
  }
}

function many(tokens: Token[] | undefined, fence: Fence): (HTMLElement | null)[] {
  return (tokens ?? []).map((token) => block(token, fence));
}

function list({ ordered, start, items }: Tokens.List, fence: Fence): HTMLElement {
  return h(
    ordered ? "ol" : "ul",
    { start: ordered && start !== 1 ? start : null },
    ...items.map((one) => item(one, fence)),
  );
}

function item({ tokens, task, checked, loose }: Tokens.ListItem, fence: Fence): HTMLElement {
  const box = task && !tokens.some(({ type }) => type === "checkbox") ? (checked ? "☑ " : "☐ ") : null;
  const children = tokens.map((token) => {
    if (token.type === "checkbox") return (token as Tokens.Checkbox).checked ? "☑ " : "☐ ";
    const tight = token.type === "text" || (token.type === "paragraph" && !loose);
    const inner = "tokens" in token ? (token.tokens as Token[] | undefined) : undefined;
    return tight ? h("span", {}, ...(inner ? inline(inner) : [token.raw])) : block(token, fence);
  });
  return h("li", { class: task ? "hl-md-task" : null }, box, ...children);
}

function table({ header, rows }: Tokens.Table): HTMLElement {
  const cell = (tag: "th" | "td", { tokens, align }: Tokens.TableCell) =>
    h(tag, { class: align ? `hl-md-${align}` : null, scope: tag === "th" ? "col" : null }, ...inline(tokens));
  const head = h("thead", {}, h("tr", {}, ...header.map((one) => cell("th", one))));
  const body = h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((one) => cell("td", one)))));
  return h(
    "div",
    { class: "hl-md-table", tabindex: 0, role: "region", "aria-label": "Table" },
    h("table", {}, head, body),
  );
}
