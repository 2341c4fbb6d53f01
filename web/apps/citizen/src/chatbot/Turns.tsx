import type { BotConversation, BotTurn } from "@sori/api";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format";
import { AttachmentList } from "../messages/AttachmentList";
import { MessageBody } from "../messages/MessageBody";
import { Icon } from "../parts/Icon";
import { AlikeOnes } from "./AlikeOnes";
import { botPhotoUrl, type Words } from "./data";
import { FiledCases } from "./FiledCases";
import { PhrasedAnswer } from "./PhrasedAnswer";
import { Source } from "./Source";

interface TurnsProps {
  conversation: BotConversation | null;
  unsent: (Words & { problem: string | null }) | null;
  /** Null while nothing can be said. */
  onChoose: ((words: string) => void) | null;
  onRate(turnId: number, helped: boolean): void;
  onAgain(): void;
  onDiscard(): void;
  onPerson: (() => void) | null;
}

/** All that was said. What can be chosen is asked of the last question only. */
export function Turns({ conversation, unsent, onChoose, onRate, onAgain, onDiscard, onPerson }: TurnsProps) {
  const { t } = useTranslation();
  const turns = conversation?.turns ?? [];
  const last = turns.at(-1);
  const sent = turns.some((turn) => turn.client_key === unsent?.client_key);
  return (
    <ol className="messages">
      <li className="message theirs">
        <p className="sender">{t("bot.name")}</p>
        <div className="bubble-row">
          <div className="bubble">
            <MessageBody text={t("bot.greeting")} />
          </div>
        </div>
      </li>
      {turns.map((turn, index) => (
        <Turn
          key={turn.id}
          turn={turn}
          conversationKey={conversation?.key ?? ""}
          continues={turns[index - 1]?.sender === turn.sender}
          onChoose={turn === last ? onChoose : null}
          onRate={(helped) => onRate(turn.id, helped)}
        />
      ))}
      {unsent && !sent && (
        <li className={`message mine ${unsent.problem ? "refused" : "pending"}`}>
          <p className="sr-only">{t("messages.me")}</p>
          <div className="bubble-row">
            <div className="bubble">
              <MessageBody text={unsent.body || t("bot.form.sent", { count: unsent.photo_ids.length })} />
            </div>
            {!unsent.problem && <p className="meta">{t("messages.sending")}</p>}
          </div>
          {unsent.problem && (
            <div className="refusal">
              <p role="alert">
                <Icon name="error" />
                <span>
                  <strong>{t("messages.refused")}</strong> {unsent.problem}
                </span>
              </p>
              <div className="refusal-actions">
                <button type="button" className="krds-btn small secondary" onClick={onAgain}>
                  {t("common.retry")}
                </button>
                <button type="button" className="krds-btn small tertiary" onClick={onDiscard}>
                  {t("messages.discard")}
                </button>
              </div>
            </div>
          )}
        </li>
      )}
      {conversation && !unsent && <AlikeOnes conversation={conversation} />}
      {conversation && <FiledCases conversation={conversation} />}
      {conversation?.stage === "offered" && !unsent && onPerson && (
        <li className="bot-offer">
          <button type="button" className="krds-btn large primary" onClick={onPerson}>
            {t("bot.person")}
          </button>
        </li>
      )}
    </ol>
  );
}

interface TurnProps {
  turn: BotTurn;
  conversationKey: string;
  continues: boolean;
  onChoose: ((words: string) => void) | null;
  onRate(helped: boolean): void;
}

function Turn({ turn, conversationKey, continues, onChoose, onRate }: TurnProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const mine = turn.sender === "citizen";
  const name = t(mine ? "messages.me" : "bot.name");
  return (
    <li className={`message ${mine ? "mine" : "theirs"}${continues ? " continues" : ""}`}>
      <p className={mine || continues ? "sr-only" : "sender"}>{name}</p>
      <div className="bubble-row">
        <div className="bubble">
          {turn.phrasing || turn.phrased ? (
            <PhrasedAnswer turn={turn} conversationKey={conversationKey} />
          ) : (
            turn.body && <MessageBody text={turn.body} />
          )}
          <AttachmentList attachments={turn.photos ?? []} urlOf={(id) => botPhotoUrl(conversationKey, id)} />
          {turn.choices && <Choices choices={turn.choices} onChoose={onChoose} />}
          {turn.source && !turn.phrasing && !turn.phrased && (
            <p className="bot-source">
              {t("bot.source")} <Source source={turn.source} />
            </p>
          )}
        </div>
        <p className="meta">
          <time dateTime={turn.at}>{format.clock(turn.at)}</time>
        </p>
      </div>
      {turn.source && !turn.phrasing && (
        <Helped helped={turn.helped ?? null} question={turn.source.question} onRate={onRate} />
      )}
    </li>
  );
}

/** Buttons, which can also be typed: the number, or the words. */
function Choices({ choices, onChoose }: { choices: readonly string[]; onChoose: ((words: string) => void) | null }) {
  return (
    <ol className="bot-choices">
      {choices.map((choice, index) => (
        <li key={choice}>
          {onChoose ? (
            <button type="button" className="krds-btn medium secondary" onClick={() => onChoose(choice)}>
              <span className="bot-number">{index + 1}.</span> {choice}
            </button>
          ) : (
            <span>
              {index + 1}. {choice}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

interface HelpedProps {
  helped: boolean | null;
  question: string;
  onRate(helped: boolean): void;
}

function Helped({ helped, question, onRate }: HelpedProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="bot-helped">
      <legend className="sr-only">{t("bot.helpedOf", { question })}</legend>
      <span aria-hidden="true">{t("bot.helped")}</span>
      <button
        type="button"
        className="krds-btn small tertiary"
        aria-pressed={helped === true}
        onClick={() => onRate(true)}
      >
        {t("bot.yes")}
      </button>
      <button
        type="button"
        className="krds-btn small tertiary"
        aria-pressed={helped === false}
        onClick={() => onRate(false)}
      >
        {t("bot.no")}
      </button>
    </fieldset>
  );
}
