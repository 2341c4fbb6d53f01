import type { Floor, FloorQueue } from "@sori/api";
import { clockText, Failure, Loading, StateBadge, timeText } from "@sori/ui";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { floorQuery } from "../data/floor";
import { problemDetail } from "../data/queries";
import { useAlertName } from "../floor/AlertBar";
import { countStates } from "../floor/counsellors";
import { useText } from "../i18n/useText";
import { useFollowFloor } from "../live/useFollow";
import { useLiveData } from "../live/useLiveData";
import { ConnectionBanner } from "../shell/ConnectionBanner";
import classes from "./WallPage.module.css";

/** The floor for a big screen: dark, large, nothing to press; it finds its way back by itself when the line is cut. */
export function WallPage() {
  const { t } = useTranslation();
  const floor = useQuery({ ...floorQuery, retry: true, retryDelay: 5_000 });
  useLiveData();
  useFollowFloor();
  useDarkScreen();
  useEffect(() => {
    document.title = `${t("wall.title")} — Sori`;
  }, [t]);
  return (
    <main className={classes.wall}>
      <ConnectionBanner />
      {floor.data ? (
        <Board floor={floor.data} />
      ) : floor.isError ? (
        <Failure detail={problemDetail(floor.error)} onRetry={() => void floor.refetch()} />
      ) : (
        <Loading lines={6} height={80} />
      )}
    </main>
  );
}

/** The wall is dark whatever the workstation prefers, and leaves that as it was. */
function useDarkScreen() {
  useEffect(() => {
    const root = document.documentElement;
    const before = root.dataset.mantineColorScheme;
    root.dataset.mantineColorScheme = "dark";
    return () => {
      root.dataset.mantineColorScheme = before;
    };
  }, []);
}

function Board({ floor }: { floor: Floor }) {
  const { t, i18n } = useTranslation();
  const text = useText();
  const percent = (value: number | null | undefined) => (value == null ? t("none") : `${value.toFixed(1)}%`);
  const { total } = floor;
  const figures = [
    ["waiting", t("figure.waiting"), total.waiting],
    ["longest", t("floor.column.longestWait"), total.waiting > 0 ? clockText(total.longest_wait_s) : t("none")],
    ["rate", t("floor.column.answerRate"), percent(total.answer_rate_pct)],
    ["level", t("floor.column.serviceLevel"), percent(total.service_level_pct)],
  ] as const;
  return (
    <>
      <header className={classes.head}>
        <h1>{t("wall.title")}</h1>
        <time dateTime={floor.now}>{timeText(floor.now, i18n.language)}</time>
      </header>
      <Alerts floor={floor} />
      <dl className={classes.figures}>
        {figures.map(([key, label, value]) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <table className={classes.queues}>
        <thead>
          <tr>
            <th scope="col">{t("floor.queue")}</th>
            <th scope="col">{t("figure.waiting")}</th>
            <th scope="col">{t("floor.column.longestWait")}</th>
            <th scope="col">{t("floor.column.answerRate")}</th>
            <th scope="col">{t("floor.column.serviceLevel")}</th>
            <th scope="col">{t("floor.column.free")}</th>
          </tr>
        </thead>
        <tbody>
          {floor.queues.map((queue) => (
            <tr key={queue.id} data-pressure={pressure(queue)}>
              <th scope="row">{text(queue.name)}</th>
              <td>{queue.waiting}</td>
              <td>{queue.waiting > 0 ? clockText(queue.longest_wait_s) : t("none")}</td>
              <td>{percent(queue.answer_rate_pct)}</td>
              <td>{percent(queue.service_level_pct)}</td>
              <td>{queue.free}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className={classes.states}>
        {countStates(floor.counsellors).map(([state, count]) => (
          <li key={state}>
            <StateBadge state={state} plain /> <strong>{count}</strong>
          </li>
        ))}
      </ul>
    </>
  );
}

function Alerts({ floor }: { floor: Floor }) {
  const { t } = useTranslation();
  const name = useAlertName(floor);
  const loud = floor.alerts.filter((alert) => alert.acknowledged_at === null);
  return (
    <div role="status">
      {loud.length > 0 && (
        <ul className={classes.alerts} aria-label={t("alerts.title")}>
          {loud.map((alert) => (
            <li key={alert.id}>
              <IconAlertTriangle aria-hidden />
              {name(alert)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function pressure(queue: FloorQueue): "over" | undefined {
  return queue.waiting > 0 && queue.longest_wait_s > queue.target_s ? "over" : undefined;
}
