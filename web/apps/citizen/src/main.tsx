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
const ReportApp = lazy(() => import("./report/ReportApp"));
/** A case's page, opened by its link. */
const TrackingPage = lazy(() => import("./tracking/TrackingPage"));
const { pathname } = window.location;

configureApi(currentLanguage);
await startLanguage();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        {pathname.startsWith("/help") ? (
          <Suspense>
            <HelpApp />
          </Suspense>
        ) : pathname === "/report" ? (
          <Suspense>
            <ReportApp />
          </Suspense>
        ) : pathname.startsWith("/case/") ? (
          <Suspense>
            <TrackingPage />
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
