import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // index.html answers every staff address; the files it names lie under this one.
  base: "/staff-assets/",
  build: {
    target: "es2022",
    // Each font subset is its own file, fetched only for the syllables that a page shows.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  worker: { format: "es" },
  server: {
    proxy: { "/api": { target: "http://localhost:8120", changeOrigin: false } },
  },
});
