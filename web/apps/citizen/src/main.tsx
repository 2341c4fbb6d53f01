import { configureApi } from "@sori/api";
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { queryClient } from "./conversation/store";
import { currentLanguage, startLanguage } from "./i18n";
import "./styles/krds.scss";
import "./styles/app.css";

/** Pages of their own, each fetched by those who open it: public answers, a report, a call, a case by its link. */
const PAGES = [
  { path: /^\/help/, Page: lazy(() => import("./help/HelpApp")) },
  { path: /^\/report$/, Page: lazy(() => import("./report/ReportApp")) },
  { path: /^\/call$/, Page: lazy(() => import("./call/CallApp")) },
  { path: /^\/case\//, Page: lazy(() => import("./tracking/TrackingPage")) },
];
const page = PAGES.find(({ path }) => path.test(window.location.pathname));

configureApi(currentLanguage);
await startLanguage();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        {page ? (
          <Suspense>
            <page.Page />
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
