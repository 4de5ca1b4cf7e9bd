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
  test: { environment: "jsdom", include: ["src/**/*.test.ts"], setupFiles: ["src/kit/fresh.ts"], restoreMocks: true },
});
