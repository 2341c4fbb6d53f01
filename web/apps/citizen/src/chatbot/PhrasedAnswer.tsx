import type { BotTurn } from "@sori/api";
import { useTranslation } from "react-i18next";
import { MessageBody } from "../messages/MessageBody";
import { Source } from "./Source";
import { usePhrasing } from "./usePhrasing";

interface PhrasedAnswerProps {
  turn: BotTurn;
  conversationKey: string;
}

/**
 * An answer in a language model's words: as they come, then with what they are from. The article's own answer is one
 * click away all the time.
 */
export function PhrasedAnswer({ turn, conversationKey }: PhrasedAnswerProps) {
  const { t } = useTranslation();
  const coming = usePhrasing(turn, conversationKey);
  const text = turn.phrased?.text ?? coming;
  return (
    <>
      {text && <MessageBody text={text} />}
      {turn.phrased ? (
        <div className="bot-source">
          <p>{t("bot.phrasedBy")}</p>
          <ul className="bot-cited">
            {turn.phrased.sources.map(({ number, source }) => (
              <li key={number}>
                [{number}] <Source source={source} />
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <p className="bot-coming">{t("bot.phrasing")}</p>
      )}
      <details className="bot-original">
        <summary>{t("bot.original")}</summary>
        <MessageBody text={turn.body} />
        {turn.source && (
          <p className="bot-source">
            {t("bot.source")} <Source source={turn.source} />
          </p>
        )}
      </details>
    </>
  );
}
