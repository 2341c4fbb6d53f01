import { SegmentedControl } from "@mantine/core";
import { answer, getMenu, type MenuChoice, type Text } from "@sori/api";
import { serverNow } from "@sori/ui";
import { IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "../Admin.module.css";
import { byCode } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import styles from "./Menu.module.css";
import { below } from "./tree";

/** The first page of the citizens' phone with the draft: its words, its order, and one level after another. */
export function Preview() {
  const { t, i18n } = useTranslation("admin");
  const { setup } = useAdministration();
  const [language, setLanguage] = useState<"ko" | "en">(i18n.language === "en" ? "en" : "ko");
  const [above, setAbove] = useState("");
  const menu = byCode(setup, "menu");
  const { t: told } = useTranslation("citizen", { lng: language });
  const entry = menu[above];
  useEffect(() => {
    if (above !== "" && !entry) setAbove("");
  }, [above, entry]);
  const choose = (key: string) => below(menu, key).length > 0 && setAbove(key);
  return (
    <aside className={styles.preview} aria-label={t("menu.preview")}>
      <div className={classes.filters}>
        <strong>{t("menu.preview")}</strong>
        <SegmentedControl
          size="xs"
          aria-label={t("menu.previewLanguage")}
          value={language}
          onChange={(value) => setLanguage(value as "ko" | "en")}
          data={[
            { value: "ko", label: t("language.ko") },
            { value: "en", label: t("language.en") },
          ]}
        />
      </div>
      <div className={styles.phone} lang={language}>
        <p className={styles.brand}>{told("site.of", { city: setup.centre.city[language] })}</p>
        <p className={styles.title}>{entry ? entry.label[language] : told("start.title")}</p>
        <p className={styles.lead}>{told(entry ? "start.below" : "start.lead")}</p>
        <Notice language={language} />
        <ul className={styles.choices}>
          {below(menu, above).map((key) => (
            <li key={key}>
              <button type="button" onClick={() => choose(key)} className={styles.choice}>
                <span className={styles.digit}>{key.slice(-1)}</span>
                <span>
                  <strong>{menu[key]?.label[language]}</strong>
                  <State entryKey={key} language={language} />
                </span>
                <IconChevronRight size={20} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
        {above !== "" && (
          <button type="button" className={styles.back} onClick={() => setAbove(above.slice(0, -1))}>
            {told("common.back")}
          </button>
        )}
      </div>
    </aside>
  );
}

/** What citizens are told now: the emergency's words while it is on, else the newest announcement. */
function Notice({ language }: { language: "ko" | "en" }) {
  const { setup, shown } = useAdministration();
  const { t: told } = useTranslation("citizen", { lng: language });
  const now = serverNow();
  const announced = Object.values(byCode(setup, "announcements"))
    .filter(
      ({ shown_from, shown_until }) =>
        (!shown_from || Date.parse(shown_from) <= now) && (!shown_until || Date.parse(shown_until) > now),
    )
    .sort((one, other) => (other.shown_from ?? "").localeCompare(one.shown_from ?? ""))[0]?.body;
  const notice: Text | undefined = shown.emergency?.notice ?? announced;
  if (!notice) return null;
  return (
    <p className={styles.notice}>
      <span>{told("start.notice")}</span>
      {notice[language]}
    </p>
  );
}

/** How busy it is at the moment, for an entry that is in force as it is drafted. */
function State({ entryKey, language }: { entryKey: string; language: "ko" | "en" }) {
  const { setup, present } = useAdministration();
  const { t: told } = useTranslation("citizen", { lng: language });
  const live = useQuery({
    queryKey: ["citizen-menu"],
    queryFn: ({ signal }) => answer(getMenu({ signal })),
    refetchInterval: 15_000,
  });
  const [entry, before] = [byCode(setup, "menu")[entryKey], byCode(present, "menu")[entryKey]];
  if (below(byCode(setup, "menu"), entryKey).length > 0) return <small>{told("start.more")}</small>;
  const choice: MenuChoice | undefined =
    entry?.queue && entry.queue === before?.queue ? live.data?.entries.find((one) => one.key === entryKey) : undefined;
  if (!choice?.busyness) return null;
  if (!choice.open) return <small>{told("start.closed")}</small>;
  if (choice.full) return <small>{told("start.full")}</small>;
  if (choice.busyness.on_duty === 0) return <small>{told("start.nobody")}</small>;
  return <small>{told(`busyness.${choice.busyness.level}`)}</small>;
}
