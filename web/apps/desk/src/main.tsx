import "./mantine";
import "pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css";
import "@sori/ui/tokens.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { tellNonce } from "./app/nonce";
import { startLanguage } from "./i18n/language";

const root = document.getElementById("root");
if (root) {
  startLanguage();
  tellNonce();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
