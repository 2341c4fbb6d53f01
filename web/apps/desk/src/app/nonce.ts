import { setNonce } from "get-nonce";

/** What style elements of ours must show: the server writes it into each page, and its policy refuses all others. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? "";
}

/** For the library below the dialogs, which writes a style element to stop the page from scrolling behind them. */
export function tellNonce(): void {
  setNonce(styleNonce());
}
