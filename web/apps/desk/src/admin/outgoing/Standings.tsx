import type { ChannelStanding } from "@sori/api";
import { dateTimeText, Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import classes from "../Admin.module.css";
import { outgoingChannelsQuery } from "./data";

/** How each channel fares: whether anything leaves the house by it, and why not where nothing does. */
export function Standings() {
  const standings = useQuery(outgoingChannelsQuery);
  if (standings.isError)
    return <Failure detail={problemDetail(standings.error)} onRetry={() => void standings.refetch()} />;
  if (standings.isPending) return <Loading lines={2} height={40} />;
  return (
    <div className={classes.card}>
      <ul className={classes.list}>
        {standings.data.map((standing) => (
          <Standing key={standing.channel} standing={standing} />
        ))}
      </ul>
    </div>
  );
}

function Standing({ standing }: { standing: ChannelStanding }) {
  const { t, i18n } = useTranslation("admin");
  const full = standing.provided && standing.tried_in_hour >= standing.most_an_hour;
  const state = !standing.provided ? "none" : standing.trouble ? "trouble" : full ? "full" : "works";
  const tone = { none: "quiet", trouble: "wrong", full: "wrong", works: "added" }[state];
  const about = !standing.provided
    ? t("outgoing.nothingLeaves")
    : standing.trouble && standing.since
      ? t("outgoing.trouble", {
          why: t(`outgoing.fault.${standing.trouble}`),
          at: dateTimeText(standing.since, i18n.language),
        })
      : full
        ? t("outgoing.full")
        : null;
  return (
    <li className={classes.item}>
      <strong>{t(`outgoing.channel.${standing.channel}`)}</strong>
      <span className={classes.mark} data-what={tone}>
        {t(`outgoing.standing.${state}`)}
      </span>
      {about && <span className={classes.soft}>{about}</span>}
      {standing.provided && (
        <span className={classes.soft}>
          {t("outgoing.hour", { tried: standing.tried_in_hour, most: standing.most_an_hour })}
          {standing.waiting > 0 && ` · ${t("outgoing.waits", { count: standing.waiting })}`}
        </span>
      )}
    </li>
  );
}
