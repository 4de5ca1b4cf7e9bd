import { beforeEach, expect, test } from "vitest";
import { h } from "../kit/dom";
import { block } from "../kit/markdown";
import { once } from "../kit/page";
import * as markdown from "../lib/markdown";
import { mended, writing } from "./writing";

const { blocks } = markdown;

const fence = (code: string, language: string) => h("pre", { class: language }, code);
const made = (text: string) => {
  const room = h("div", {});
  for (const token of blocks(text)) {
    const one = block(token, fence);
    if (one) room.append(one);
  }
  return room;
};

test.each([
  ["<script>alert(1)</script>", "<script>alert(1)</script>"],
  ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
  ['a <b onclick="x()">b</b>', 'a <b onclick="x()">b</b>'],
  ["<!-- hidden -->", "<!-- hidden -->"],
  ["- <iframe src=x></iframe>", "<iframe src=x></iframe>"],
  ["| <svg onload=x> |\n| - |\n| <b> |", "<svg onload=x><b>"],
])("markup is text: %s", (text, words) => {
  const room = made(text);
  expect(room.querySelector("script, img, b, iframe, svg, a")).toBeNull();
  expect(room.textContent?.trim()).toBe(words);
});

test.each([
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "file:///etc/passwd",
  "//a.b",
  "x",
])("no link to %s", (href) => {
  for (const text of [`[go](${href})`, `[go](<${href}>)`, `[go][r]\n\n[r]: ${href}`, `![go](${href})`])
    expect(made(text).querySelector("a, img"), text).toBeNull();
});

test("a link says where it goes and tells that place nothing of this one", () => {
  const room = made("[my bank](https://example.org/evil) and https://example.org and <mailto:a@b.org>");
  const links = [...room.querySelectorAll("a")];
  expect(links.map((one) => one.getAttribute("href"))).toEqual([
    "https://example.org/evil",
    "https://example.org",
    "mailto:a@b.org",
  ]);
  expect(links.every((one) => one.rel === "noopener noreferrer" && one.target === "_blank")).toBe(true);
  expect(room.textContent).toContain("my bank (example.org/evil)");
});

test("pictures that a model speaks of are not fetched", () => {
  expect(made("![a cat](https://example.org/cat.png)").querySelector("img")).toBeNull();
});

test("what Markdown has", () => {
  const room = made(
    "# A\n\nSome **bold**, *slanted*, ~~gone~~ and `code`.\n\n1. one\n2. two\n   - deep\n\n- [x] done\n- [ ] open\n\n> said\n\n" +
      "| a | b |\n| --- | --: |\n| 1 | 2 |\n\n---\n\n```py\nprint(1)\n```\n",
  );
  for (const one of [
    "h4",
    "strong",
    "em",
    "s",
    "code",
    "ol > li",
    "li ul li",
    "blockquote p",
    "th",
    "td.hl-md-right",
    "hr",
  ])
    expect(room.querySelector(one), one).not.toBeNull();
  expect(room.querySelector("pre.py")?.textContent).toBe("print(1)");
  expect(room.textContent).toContain("☑ done");
  expect(made('a & b < c "d"').textContent).toBe('a & b < c "d"');
});

test.each([
  ["some **bo", "some **bo**"],
  ["some **bold** and *it", "some **bold** and *it*"],
  ["some *", "some "],
  ["a `co", "a `co`"],
  ["2 * 3 * 4", "2 * 3 * 4"],
  ["snake_case_na", "snake_case_na"],
  ["see [the do", "see the do"],
  ["see [the docs](https://exam", "see the docs"],
  ["see [the docs](https://example.org)", "see [the docs](https://example.org)"],
  ["text\n-", "text\n"],
  ["text\n\n##", "text\n\n"],
  ["text\n\n1.", "text\n\n"],
  ["text\n\n| a | b |", "text\n"],
  ["text\n\n| a | b |\n| --- | --- |\n| 1 ", "text\n\n| a | b |\n| --- | --- |\n| 1 "],
  ["```py\na **b", "```py\na **b"],
  ["```py\na = 1\n``", "```py\na = 1"],
  ["- one **tw", "- one **tw**"],
  ["* one\n* tw", "* one\n* tw"],
])("an unfinished end: %j", (text, shown) => expect(mended(text)).toBe(shown));

test("a text that grows letter by letter never shows more than it will have", () => {
  const whole =
    "One **two *three*** `four` [five](https://example.org)\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\nend\n\n- x\n- y **z**";
  const final = made(whole).textContent ?? "";
  for (let at = 1; at <= whole.length; at += 1) {
    const room = made(mended(whole.slice(0, at)));
    const words = (room.textContent ?? "").replace(/\s+/g, "");
    for (const mark of ["**", "`", "](", "|", "- x"]) expect(words, `${at}`).not.toContain(mark);
    expect(final.replace(/\s+/g, "").startsWith(words.replace(/\(example.*$/, "")), `${at}: ${words}`).toBe(true);
  }
});

beforeEach(() => {
  once("libraries", () => new Map([["markdown", Promise.resolve(markdown)]]));
});
const never = () => new Promise<never>(() => {});

test("only the last block is made anew while a long answer comes, and the end is that of the whole", async () => {
  const part = "## Head\n\nSome *words* of it.\n\n- a\n- b\n\n```py\nx = 1\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n";
  const whole = part.repeat(40);
  const out = writing(never, fence);
  await Promise.resolve();
  let fresh = 0;
  let before = new Set<Node>();
  for (let at = 0; at < whole.length; at += 61) {
    out.show(whole.slice(0, at + 61), at + 61 >= whole.length);
    out.draw();
    const now = [...out.element.childNodes];
    fresh = Math.max(fresh, now.filter((one) => !before.has(one)).length);
    before = new Set(now);
  }
  expect(out.element.children.length).toBe(200);
  expect(fresh).toBeLessThan(8);
  expect(out.element.innerHTML).toBe(made(whole).innerHTML);
});

test("however often it is shown, the page changes once per frame, and a text that is another one is drawn whole", async () => {
  const out = writing(never, fence);
  await Promise.resolve();
  let changes = 0;
  const watcher = new MutationObserver(() => {
    changes += 1;
  });
  watcher.observe(out.element, { childList: true });
  for (let at = 1; at < 50; at += 1) out.show("word ".repeat(at), false);
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  expect(changes).toBe(1);
  out.show("other\r\n\r\ntext", true);
  out.draw();
  expect([...out.element.children].map((one) => one.textContent)).toEqual(["other", "text"]);
  watcher.disconnect();
  out.end();
});
