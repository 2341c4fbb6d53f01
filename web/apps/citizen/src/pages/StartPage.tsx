import type { Menu, MenuChoice } from "@sori/api";
import { shelf } from "@sori/ui/storage";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../api/words";
import { useFormat } from "../i18n/format";
import { useOutbox } from "../outbox/useOutbox";
import { Notice } from "../parts/Notice";
import { Spinner } from "../parts/Spinner";
import { usePageFocus } from "../parts/usePageFocus";
import { useTitle } from "../parts/useTitle";
import { MenuList } from "./MenuList";
import type { useMenu } from "./useMenu";

interface StartPageProps {
  menu: ReturnType<typeof useMenu>;
  /** The entry whose choices are shown; null for those of the first level. */
  above: MenuChoice | null;
  onChoose(key: string): void;
  onBack(): void;
  onBot(): void;
  /** Opens the last conversation for reading; null when there is none. */
  onPrevious: (() => void) | null;
}

export function StartPage({ menu, above, onChoose, onBack, onBot, onPrevious }: StartPageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const heading = usePageFocus<HTMLHeadingElement>();
  const unsent = useOutbox().length;
  const title = above ? format.text(above.label) : t("start.title");
  useTitle(title);

  return (
    <div className="inner page">
      <div className="hero">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p className="lead">{above ? t("start.below") : t("start.lead")}</p>
      </div>
      {!above && (
        <p className="to-help">
          <button type="button" className="krds-btn large secondary" onClick={onBot}>
            {t("bot.ask")}
          </button>
          <a className="krds-btn large secondary" href="/call">
            {t("call.link")}
          </a>
          <a className="krds-btn large secondary" href="/help">
            {t("start.help")}
          </a>
          <a className="krds-btn large secondary" href="/report">
            {t("start.report")}
          </a>
        </p>
      )}
      {unsent > 0 && <Notice tone="warning">{t("start.unsent", { count: unsent })}</Notice>}
      {menu.data ? (
        <Choice menu={menu.data} above={above?.key ?? ""} onChoose={onChoose} />
      ) : menu.isError ? (
        <Notice
          tone="danger"
          urgent
          title={t("start.error_title")}
          action={
            <button type="button" className="krds-btn large primary" onClick={() => void menu.refetch()}>
              {t("common.retry")}
            </button>
          }
        >
          {problemText(menu.error, t)}
        </Notice>
      ) : (
        <Spinner label={t("common.loading")} />
      )}
      {above && (
        <div className="actions">
          <button type="button" className="krds-btn large tertiary" onClick={onBack}>
            {t("common.back")}
          </button>
        </div>
      )}
      {onPrevious && !above && (
        <p className="previous">
          <button type="button" className="krds-btn large text" onClick={onPrevious}>
            {t("start.previous")}
          </button>
        </p>
      )}
    </div>
  );
}

function Choice({ menu, above, onChoose }: { menu: Menu; above: string; onChoose(key: string): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const entries = useMemo(
    () => menu.entries.filter((entry) => entry.key.startsWith(above) && entry.key.length === above.length + 1),
    [menu.entries, above],
  );
  const [digits, setDigits] = useDigits(entries, onChoose);

  if (entries.length === 0) {
    return (
      <Notice tone="information" title={t("start.empty_title")}>
        {t("start.empty")}
      </Notice>
    );
  }
  return (
    <>
      {menu.notice && (
        <section className="announcement" aria-labelledby="announcement">
          <h2 id="announcement" className="krds-badge large bg-secondary">
            {t("start.notice")}
          </h2>
          <p>{format.text(menu.notice)}</p>
        </section>
      )}
      <h2 className="sr-only">{t("start.menu")}</h2>
      <MenuList entries={entries} onChoose={onChoose} />
      <div className="digits krds-form-check medium">
        <input type="checkbox" id="digits" checked={digits} onChange={(event) => setDigits(event.target.checked)} />
        <label htmlFor="digits">{t("start.digits")}</label>
      </div>
    </>
  );
}

const DIGITS = "sori.digits";

/** The keys 0–9 choose, as on a telephone. They can be turned off, as KWCAG 2.2 (2.1.4) asks of such keys. */
function useDigits(entries: MenuChoice[], onChoose: (key: string) => void) {
  const [on, setOn] = useState(shelf.get(DIGITS) !== "off");

  useEffect(() => {
    if (!on) return;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
      const chosen = entries.find((entry) => entry.key.slice(-1) === event.key);
      if (chosen) {
        event.preventDefault();
        onChoose(chosen.key);
      }
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [on, entries, onChoose]);

  const keep = (next: boolean) => {
    shelf.set(DIGITS, next ? "on" : "off");
    setOn(next);
  };
  return [on, keep] as const;
}
