import { Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { floorQuery } from "../data/floor";
import { problemDetail } from "../data/queries";
import { useFollowFloor } from "../live/useFollow";
import { CounsellorTable } from "./CounsellorTable";
import classes from "./Floor.module.css";
import { QueueTable } from "./QueueTable";
import { RecordsDrawer } from "./RecordsDrawer";

export function FloorPage() {
  const { t } = useTranslation();
  const floor = useQuery(floorQuery);
  useFollowFloor();
  useEffect(() => {
    document.title = `${t("floor.title")} — Sori`;
  }, [t]);
  if (floor.data) {
    return (
      <div className={classes.page}>
        <Link to="/floor/expected-wait" className={classes.more}>
          {t("expectedWait.link")}
        </Link>
        <QueueTable queues={floor.data.queues} />
        <CounsellorTable counsellors={floor.data.counsellors} queues={floor.data.queues} />
        <RecordsDrawer floor={floor.data} />
      </div>
    );
  }
  if (floor.isError) return <Failure detail={problemDetail(floor.error)} onRetry={() => void floor.refetch()} />;
  return <Loading lines={10} height={40} />;
}
