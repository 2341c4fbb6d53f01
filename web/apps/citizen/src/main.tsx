import { configureApi } from "@sori/api";
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { queryClient } from "./conversation/store";
import { currentLanguage, startLanguage } from "./i18n";
import "./styles/krds.scss";
import "./styles/app.css";

/** The public answers are pages of their own, fetched by those who open them. */
const HelpApp = lazy(() => import("./help/HelpApp"));

/** The telephone is a page of its own, fetched by those who call. */
const CallApp = lazy(() => import("./call/CallApp"));

configureApi(currentLanguage);
await startLanguage();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        {window.location.pathname.startsWith("/help") ? (
          <Suspense>
            <HelpApp />
          </Suspense>
        ) : window.location.pathname === "/call" ? (
          <Suspense>
            <CallApp />
          </Suspense>
        ) : (
          <App />
        )}
      </QueryClientProvider>
    </StrictMode>,
  );
}

// The words come first; the typeface follows, unless the reader asked to save data.
const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
if (!connection?.saveData) void import("./styles/font.css");
