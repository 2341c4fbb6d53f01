import { Button } from "@mantine/core";
import type { BreakTurn } from "@sori/api";
import { Failure, Loading, Since, timeText } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { leads } from "../app/access";
import { problemDetail } from "../data/queries";
import { useMe } from "../data/session";
import { breakPlanQuery, useSuggestBreak, useWithdrawBreak } from "../data/team";
import figures from "../figures/Figures.module.css";
import work from "./Work.module.css";

const most = 8;

/** Who may go on a break now: those longest without one, as far as queues and places allow. */
export function BreakSection() {
  const { t, i18n } = useTranslation();
  const plan = useQuery(breakPlanQuery);
  return (
    <section className={figures.section} aria-labelledby="breaks-title">
      <h2 id="breaks-title">
        {t("breaks.title")}
        {plan.data && (
          <span>
            {plan.data.most === null
              ? t("breaks.away", { away: plan.data.away })
              : t("breaks.places", { away: plan.data.away, most: plan.data.most })}
            {plan.data.frees_at && ` · ${t("breaks.frees", { time: timeText(plan.data.frees_at, i18n.language) })}`}
          </span>
        )}
      </h2>
      {plan.isPending ? (
        <Loading lines={3} height={32} />
      ) : plan.isError ? (
        <Failure detail={problemDetail(plan.error)} onRetry={() => void plan.refetch()} />
      ) : plan.data.turns.length === 0 ? (
        <p className={work.empty}>{t("breaks.none")}</p>
      ) : (
        <ul className={work.rows}>
          {plan.data.turns.slice(0, most).map((turn) => (
            <TurnRow key={turn.id} turn={turn} />
          ))}
        </ul>
      )}
    </section>
  );
}

function TurnRow({ turn }: { turn: BreakTurn }) {
  const { t } = useTranslation();
  const me = useMe();
  const suggest = useSuggestBreak();
  const withdraw = useWithdrawBreak();
  const suggested = turn.turn === "suggested";
  return (
    <li className={work.row}>
      <strong>{turn.display_name}</strong>
      <span>
        {t("breaks.worked")} <Since since={turn.worked_since} />
      </span>
      <span data-may={turn.turn === "now" || undefined} className={work.turn}>
        {t(`breaks.turn.${turn.turn}`)}
      </span>
      {me && leads(me.roles) && (
        <Button
          size="compact-sm"
          variant={turn.turn === "now" ? "filled" : "default"}
          loading={suggest.isPending || withdraw.isPending}
          onClick={() => (suggested ? withdraw : suggest).mutate(turn.id)}
          aria-label={t(suggested ? "breaks.withdrawFrom" : "breaks.suggestTo", { name: turn.display_name })}
        >
          {t(suggested ? "breaks.withdraw" : "breaks.suggest")}
        </Button>
      )}
    </li>
  );
}
