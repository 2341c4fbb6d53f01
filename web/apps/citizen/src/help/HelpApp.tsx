import { useMenu } from "../pages/useMenu";
import { Frame } from "../parts/Frame";
import { ArticlePage } from "./ArticlePage";
import { SearchPage } from "./SearchPage";

/** The centre's public answers: a search (`/help`) and an article (`/help/its-code`), each an address of its own. */
export default function HelpApp() {
  const menu = useMenu(true);
  const code = decodeURIComponent(window.location.pathname.replace(/^\/help\/?/, ""));
  return <Frame menu={menu.data}>{code ? <ArticlePage code={code} /> : <SearchPage />}</Frame>;
}
