import type { FloorQueue, FloorTotal } from "@sori/api";
import { clockText } from "@sori/ui";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import figures from "../figures/Figures.module.css";
import { Figure } from "./Figure";
import classes from "./Floor.module.css";

interface QueueRowProps {
  queue: FloorQueue | FloorTotal;
  name: string;
}

export function QueueRow({ queue, name }: QueueRowProps) {
  const { t } = useTranslation();
  // All together has no id and no target of its own: each contact is counted by its queue's.
  const one = "id" in queue ? queue : null;
  const id = one?.id;
  const percent = (value: number | null | undefined) => (value == null ? t("none") : `${value.toFixed(1)}%`);
  return (
    <tr data-closed={one?.open === false || undefined} data-total={one === null || undefined}>
      <th scope="row">
        {name}
        {one?.open === false && <span className={classes.closed}>{t("floor.closed")}</span>}
      </th>
      <td>
        <Figure queue={id} figure="waiting" name={name} value={queue.waiting} strong={queue.waiting > 0} />
      </td>
      <td>
        <Figure
          queue={id}
          figure="waiting"
          name={name}
          label={t("floor.column.longestWait")}
          value={queue.waiting > 0 ? clockText(queue.longest_wait_s ?? 0) : t("none")}
          pressure={pressure(queue.waiting > 0 ? (queue.longest_wait_s ?? 0) : 0, one?.target_s ?? 0)}
        />
      </td>
      <td>
        <Figure queue={id} figure="talking" name={name} value={queue.talking} />
      </td>
      <td>
        <Figure queue={id} figure="inbound" name={name} value={queue.inbound} />
      </td>
      <td>
        <Figure queue={id} figure="answered" name={name} value={queue.answered} />
      </td>
      <td>
        <Figure queue={id} figure="abandoned" name={name} value={queue.abandoned} />
      </td>
      <td>
        <Figure
          queue={id}
          figure="answered"
          name={name}
          label={t("floor.column.answerRate")}
          value={percent(queue.answer_rate_pct)}
        />
      </td>
      <td>
        {one ? (
          <ServiceLevel queue={one} name={name} id={id} text={percent(one.service_level_pct)} />
        ) : (
          <Figure
            figure="within_target"
            name={name}
            label={t("floor.column.serviceLevel")}
            value={percent(queue.service_level_pct)}
          />
        )}
      </td>
      <td className={figures.plain}>{queue.on_duty}</td>
      <td className={figures.plain}>{queue.free}</td>
    </tr>
  );
}

interface ServiceLevelProps {
  queue: FloorQueue;
  id: number | undefined;
  name: string;
  text: string;
}

/** The share answered within the target time, and whether that is enough: as a mark with words, not by colour alone. */
function ServiceLevel({ queue, id, name, text }: ServiceLevelProps) {
  const { t } = useTranslation();
  const level = queue.service_level_pct;
  const met = level == null ? null : level >= queue.target_pct;
  return (
    <span className={classes.level}>
      <Figure
        queue={id}
        figure="within_target"
        name={name}
        label={t("floor.column.serviceLevel")}
        value={text}
        pressure={met === false ? "over" : "none"}
      />
      <span
        className={classes.target}
        title={t("floor.target", { percent: queue.target_pct, seconds: queue.target_s })}
      >
        {met !== null &&
          (met ? (
            <IconCheck size={13} role="img" aria-label={t("floor.met")} />
          ) : (
            <IconAlertTriangle size={13} role="img" aria-label={t("floor.missed")} className={classes.missed} />
          ))}
        {t("floor.targetShort", { percent: queue.target_pct, seconds: queue.target_s })}
      </span>
    </span>
  );
}

function pressure(wait: number, target: number): "none" | "late" | "over" {
  if (target === 0 || wait <= target) return "none";
  return wait <= target * 3 ? "late" : "over";
}
