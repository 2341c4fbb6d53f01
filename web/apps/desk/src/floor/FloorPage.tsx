import { Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { floorQuery } from "../data/floor";
import { problemDetail } from "../data/queries";
import figures from "../figures/Figures.module.css";
import { useFollowFloor } from "../live/useFollow";
import { AlertBar } from "./AlertBar";
import { BreakSection } from "./BreakSection";
import { CounsellorTable } from "./CounsellorTable";
import classes from "./Floor.module.css";
import { HourTable } from "./HourTable";
import { NoteSection } from "./NoteSection";
import { QueueTable } from "./QueueTable";
import { RecordsDrawer } from "./RecordsDrawer";
import work from "./Work.module.css";

// The drawing library comes only with the page that draws.
const DayChartSection = lazy(() => import("./DayChartSection"));

export function FloorPage() {
  const { t } = useTranslation();
  const floor = useQuery(floorQuery);
  useFollowFloor();
  useEffect(() => {
    document.title = `${t("floor.title")} — Sori`;
  }, [t]);
  if (floor.data) {
    return (
      <div className={figures.page}>
        <Link to="/floor/expected-wait" className={classes.more}>
          {t("expectedWait.link")}
        </Link>
        <AlertBar floor={floor.data} />
        <QueueTable queues={floor.data.queues} total={floor.data.total} />
        <HourTable floor={floor.data} />
        <Suspense fallback={<Loading lines={1} height={280} />}>
          <DayChartSection floor={floor.data} />
        </Suspense>
        <div className={work.pair}>
          <BreakSection />
          <NoteSection />
        </div>
        <CounsellorTable counsellors={floor.data.counsellors} queues={floor.data.queues} />
        <RecordsDrawer floor={floor.data} />
      </div>
    );
  }
  if (floor.isError) return <Failure detail={problemDetail(floor.error)} onRetry={() => void floor.refetch()} />;
  return <Loading lines={10} height={40} />;
}
