import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    {
      name: "css-text",
      enforce: "pre",
      load: (id) => (id.endsWith(".css") ? `export default ${JSON.stringify(readFileSync(id, "utf8"))}` : undefined),
    },
  ],
  test: {
    environment: "jsdom",
    // one page for all files, as in a notebook: a page for each takes three times as long, and hides what is left behind
    isolate: false,
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/kit/fresh.ts"],
    restoreMocks: true,
  },
});
