import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.SORI_URL ?? "http://127.0.0.1:8120";

export default defineConfig({
  plugins: [react()],
  // index.html is served at "/", everything it needs under "/assets/".
  build: { assetsDir: "assets", target: "es2022" },
  css: {
    preprocessorOptions: {
      scss: {
        // The KRDS style sheets are written for Sass's older @import; what they do is theirs to change.
        quietDeps: true,
        silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function", "mixed-decls"],
      },
    },
  },
  server: { port: 5174, proxy: { "/api": { target: server, changeOrigin: false } } },
});
