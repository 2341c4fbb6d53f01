import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import classes from "../Knowledge.module.css";
import { views } from "./address";
import { Conversations } from "./Conversations";
import { Dialogues } from "./Dialogues";
import { Figures } from "./Figures";
import { Misses } from "./Misses";
import { Phrasings } from "./Phrasings";

const route = getRouteApi("/staff/knowledge/chatbot");

const shown = {
  misses: Misses,
  figures: Figures,
  conversations: Conversations,
  phrasings: Phrasings,
  dialogues: Dialogues,
} as const;

/** What was said to the chatbot: what it did not serve, how it was used, what it was taught, how it is tested. */
export function ChatbotPage() {
  const { t } = useTranslation("knowledge");
  const { view = "misses" } = route.useSearch();
  const Shown = shown[view];
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h2>{t("section.chatbot")}</h2>
        <nav className={classes.chips} aria-label={t("chatbot.views")}>
          {views.map((one) => (
            <Link
              key={one}
              to="/knowledge/chatbot"
              search={{ view: one }}
              className={classes.chip}
              aria-current={one === view ? "page" : undefined}
            >
              {t(`chatbot.view.${one}`)}
            </Link>
          ))}
        </nav>
      </header>
      <Shown />
    </div>
  );
}
