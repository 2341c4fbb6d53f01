import { Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { deskQuery } from "../data/desk";
import { problemDetail } from "../data/queries";
import { useMe } from "../data/session";
import { Desktop } from "./Desktop";
import classes from "./Desktop.module.css";

export function DeskPage() {
  const me = useMe();
  const desk = useQuery(deskQuery);
  if (!me) return null;
  if (desk.data) return <Desktop me={me} desk={desk.data} />;
  if (desk.isError) return <Failure detail={problemDetail(desk.error)} onRetry={() => void desk.refetch()} />;
  return (
    <div className={classes.desk} data-view="list">
      <Loading lines={6} height={56} />
      <Loading lines={1} height={320} />
      <Loading lines={4} height={80} />
    </div>
  );
}
