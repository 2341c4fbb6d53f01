import { useMenu } from "../pages/useMenu";
import { Frame } from "../parts/Frame";
import { ReportPage } from "./ReportPage";
import "../styles/report.css";

/** Reporting something that is to be put right (`/report`). */
export default function ReportApp() {
  const menu = useMenu(false);
  return (
    <Frame menu={menu.data}>
      <ReportPage />
    </Frame>
  );
}
