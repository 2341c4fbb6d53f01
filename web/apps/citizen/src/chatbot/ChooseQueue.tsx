import type { Menu } from "@sori/api";
import { useTranslation } from "react-i18next";
import { MenuList } from "../pages/MenuList";

interface ChooseQueueProps {
  menu: Menu;
  busy: boolean;
  onChoose(key: string): void;
}

/** To whom, where the conversation doesn't tell or those are closed. */
export function ChooseQueue({ menu, busy, onChoose }: ChooseQueueProps) {
  const { t } = useTranslation();
  const entries = menu.entries.filter((entry) => entry.busyness !== null);
  return (
    <section aria-labelledby="choose-queue" aria-busy={busy}>
      <h2 id="choose-queue">{t("bot.choose")}</h2>
      <p>{t("bot.chooseHint")}</p>
      <MenuList entries={entries} onChoose={onChoose} />
    </section>
  );
}
