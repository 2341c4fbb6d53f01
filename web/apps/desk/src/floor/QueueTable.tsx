import type { FloorQueue, FloorTotal } from "@sori/api";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import figures from "../figures/Figures.module.css";
import { useText } from "../i18n/useText";
import { QueueRow } from "./QueueRow";

const columns = [
  "waiting",
  "longestWait",
  "talking",
  "inbound",
  "answered",
  "abandoned",
  "answerRate",
  "serviceLevel",
  "onDuty",
  "free",
] as const;

/** The queues of today: what is going on, and what has become of it so far. */
export function QueueTable({ queues, total }: { queues: readonly FloorQueue[]; total: FloorTotal }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <div className={figures.section}>
      <h2 id="queues-title">{t("floor.queues")}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard */}
      <section className={figures.scroll} aria-labelledby="queues-title" tabIndex={0}>
        <table className={figures.table} data-figures>
          <thead>
            <tr>
              <th scope="col">{t("floor.queue")}</th>
              {columns.map((column) => (
                <th key={column} scope="col" className={figures.number} title={t(`floor.about.${column}`)}>
                  {t(`floor.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <MemoRow key={queue.id} queue={queue} name={text(queue.name)} />
            ))}
          </tbody>
          <tfoot>
            <QueueRow queue={total} name={t("floor.all")} />
          </tfoot>
        </table>
      </section>
    </div>
  );
}

const MemoRow = memo(QueueRow);
