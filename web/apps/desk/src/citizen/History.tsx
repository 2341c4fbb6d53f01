import type { HistoryItem } from "@sori/api";
import { ChannelIcon, ContactStateText, dateTimeText, MaskedText } from "@sori/ui";
import { IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { unmaskIn } from "../data/contact";
import { useText } from "../i18n/useText";
import classes from "./CitizenPanel.module.css";

/** The citizen's earlier contacts on every channel, newest first. */
export function History({ items }: { items: readonly HistoryItem[] }) {
  const { t } = useTranslation();
  return (
    <section className={classes.section}>
      <h2>
        {t("citizen.history")} <span>{items.length}</span>
      </h2>
      {items.length === 0 && <p className={classes.none}>{t("citizen.noHistory")}</p>}
      <ol className={classes.history}>
        {items.map((item) => (
          <li key={item.contact_id}>
            <Earlier item={item} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Earlier({ item }: { item: HistoryItem }) {
  const { t, i18n } = useTranslation();
  const text = useText();
  const topic = item.topic?.map(text).join(" › ") ?? null;
  return (
    <details>
      <summary>
        <span className={classes.mark}>
          <ChannelIcon channel={item.channel} size={15} />
        </span>
        <span className={classes.what}>
          <strong>{item.topic ? text(item.topic.at(-1) ?? item.queue.name) : text(item.queue.name)}</strong>
          <time dateTime={item.started_at}>{dateTimeText(item.started_at, i18n.language)}</time>
        </span>
        <IconChevronRight size={14} className={classes.chevron} aria-hidden />
      </summary>
      <div className={classes.more}>
        {topic && <p>{topic}</p>}
        <p>
          <ContactStateText state={item.state} /> {text(item.queue.name)}
          {item.counsellor_name && ` · ${item.counsellor_name}`}
        </p>
        {item.result && <p>{t("citizen.result", { result: t(`result.${item.result}`) })}</p>}
        {item.note && (
          <p className={classes.note}>
            <MaskedText
              text={item.note}
              masked={item.masked ?? false}
              onUnmask={() => unmaskIn(item.contact_id)("note")}
            />
          </p>
        )}
      </div>
    </details>
  );
}
