import { configureApi } from "@sori/api";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { queryClient } from "./conversation/store";
import { currentLanguage, startLanguage } from "./i18n";
import "./styles/krds.scss";
import "./styles/app.css";

configureApi(currentLanguage);
await startLanguage();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}

// The words come first; the typeface follows, unless the reader asked to save data.
const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
if (!connection?.saveData) void import("./styles/font.css");
