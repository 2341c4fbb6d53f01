import type { BotConversation } from "@sori/api";
import { useTranslation } from "react-i18next";
import { AlikeList } from "../tracking/AlikeList";

/** Before a complaint is confirmed: what others reported of the same thing, to be followed instead. */
export function AlikeOnes({ conversation }: { conversation: BotConversation }) {
  const { t } = useTranslation();
  const alike = conversation.alike ?? [];
  if (alike.length === 0) return null;
  return (
    <li className="bot-alike">
      <strong>{t("report.alike.title")}</strong>
      <p>{t("bot.alike")}</p>
      <AlikeList alike={alike} />
    </li>
  );
}
