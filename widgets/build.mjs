// Bundles every src/<name>/index.ts (kit and lib are no widgets) to hypereal_lab/widgets/static/<name>.js, and every
// src/lib/<name>.ts, a library that is loaded once per page, to static/lib/<name>.js.
// `node build.mjs DIR` writes to another folder; `--dev` keeps names and lines readable.

import { readdir, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const LIMIT = 90_000; // bytes a bundle may have: each widget instance in a saved notebook can carry the whole text
const LIBRARY_LIMIT = 750_000; // bytes of a library, which no notebook carries

const KEYFRAMES = /^@keyframes[^{]*\{[\s\S]*?^\}/gm;

const here = dirname(fileURLToPath(import.meta.url));
const dev = process.argv.includes("--dev");
const asked = process.argv.slice(2).find((word) => !word.startsWith("--"));
const out = resolve(asked ?? join(here, "..", "hypereal_lab", "widgets", "static"));

/** CSS comes in as text (put into the document by the bundle) and loses its white space on the way. */
const cssText = {
  name: "css-text",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const made = await build({ entryPoints: [path], write: false, bundle: true });
      const [name] = relative(join(here, "src"), path).split(sep);
      const text = name === "kit" ? made.outputFiles[0].text : scoped(made.outputFiles[0].text, name);
      const { code } = await transform(text, {
        loader: "css",
        minify: !dev,
        target: ["chrome120", "firefox121", "safari17.2"],
      });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/**
 * The rules of one widget hold inside of it only: several stand on one page, and their parts have names in common.
 * `:where` adds no weight; what says `.hl-live`, to outweigh the base, outweighs that of later widgets too.
 */
function scoped(css, name) {
  const frames = css.match(KEYFRAMES) ?? [];
  const own = css
    .replace(KEYFRAMES, "")
    .replace(/\.hl-live(?![\w-])/g, `&.hl-live.hl-${name}`)
    .replace(new RegExp(`(?<![\\w-]|live)\\.hl-${name}(?![\\w-])`, "g"), `&.hl-${name}`);
  return `${frames.join("\n")}\n:where(.hl-${name}) {\n${own}\n}`;
}

const rooms = await readdir(join(here, "src"), { withFileTypes: true });
const names = rooms
  .filter((room) => room.isDirectory() && room.name !== "kit" && room.name !== "lib")
  .map((room) => room.name)
  .sort();

const libraries = (await readdir(join(here, "src", "lib"))).filter(
  (name) => name.endsWith(".ts") && !name.includes(".test."),
);
const entries = Object.fromEntries([
  ...names.map((name) => [name, join(here, "src", name, "index.ts")]),
  ...libraries.map((name) => [`lib/${name.slice(0, -3)}`, join(here, "src", "lib", name)]),
]);

const made = await build({
  entryPoints: entries,
  outdir: out,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: !dev,
  charset: "utf8",
  legalComments: "none",
  plugins: [cssText],
  metafile: true,
  logLevel: "warning",
});

// A bundle brings everything along: an import left in it would be a request to somewhere else at run time.
const left = Object.values(made.metafile.outputs).flatMap((file) => file.imports);
if (left.length > 0) throw new Error(`imports left in a bundle: ${left.map((one) => one.path).join(", ")}`);

for (const name of Object.keys(entries)) {
  const file = join(out, `${name}.js`);
  const { size } = await stat(file);
  const limit = name.startsWith("lib/") ? LIBRARY_LIMIT : LIMIT;
  console.log(`${relative(process.cwd(), file)}  ${(size / 1000).toFixed(1)} kB`);
  if (!dev && size > limit) throw new Error(`${name}.js has ${size} bytes; it may have ${limit}`);
}
