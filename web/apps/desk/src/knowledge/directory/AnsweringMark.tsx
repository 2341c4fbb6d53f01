import { type Answering, cityZone } from "@sori/api";
import { IconPhone, IconPhoneOff, IconPhoneOutgoing } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./Directory.module.css";

/** Who answers for a post now, as colour, icon and words together. */
export function AnsweringMark({ answering }: { answering: Answering }) {
  const { t, i18n } = useTranslation("knowledge");
  const { presence } = answering;
  const Icon = presence === "there" ? IconPhone : presence === "nobody" ? IconPhoneOff : IconPhoneOutgoing;
  return (
    <span className={classes.answering} data-presence={presence}>
      <Icon size={14} aria-hidden />
      {t(`directory.presence.${presence}`, { name: answering.name })}
      {presence !== "there" && answering.there_at && (
        <span className={classes.again}>
          {t("directory.thereAt", { at: momentText(answering.there_at, i18n.language) })}
        </span>
      )}
    </span>
  );
}

/** A moment within days: weekday, day and time in the city's zone. */
function momentText(moment: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    month: "numeric",
    day: "numeric",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: cityZone(),
  }).format(new Date(moment));
}
