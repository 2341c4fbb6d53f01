import { loadTexts } from "../i18n/load";
import { ReadingPane } from "./ReadingPane";

loadTexts();

/** An article beside the desk, fetched with all it needs when the first one is opened. */
export default function ReadingSheet({ code }: { code: string }) {
  return <ReadingPane code={code} />;
}
