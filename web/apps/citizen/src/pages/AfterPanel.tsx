import type { Conversation } from "@sori/api";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format";
import { Notice } from "../parts/Notice";
import { usePageFocus } from "../parts/usePageFocus";
import { useTitle } from "../parts/useTitle";
import { RatingForm } from "./RatingForm";

export function AfterPanel({ conversation, onAgain }: { conversation: Conversation; onAgain(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const heading = usePageFocus<HTMLHeadingElement>();
  const abandoned = conversation.state === "abandoned";
  const title = t(abandoned ? "after.abandoned_title" : "after.title");
  const topic = format.text(conversation.queue);
  const name = conversation.counsellor?.display_name;
  useTitle(title);

  return (
    <div className="after">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p className="lead">
        {abandoned
          ? t("after.abandoned", { topic })
          : name
            ? t("after.thanks_with", { name, topic })
            : t("after.thanks", { topic })}
      </p>
      {conversation.rating ? (
        <Notice tone="success" title={t("rating.thanks")}>
          {t("rating.given", {
            score: conversation.rating.score,
            label: t(`rating.score.${asScore(conversation.rating.score)}`),
          })}
        </Notice>
      ) : (
        conversation.may_rate && <RatingForm />
      )}
      <div className="actions">
        <button
          type="button"
          className={`krds-btn xlarge ${conversation.may_rate ? "secondary" : "primary"}`}
          onClick={onAgain}
        >
          {t("after.again")}
        </button>
      </div>
    </div>
  );
}

function asScore(score: number): 1 | 2 | 3 | 4 | 5 {
  return score <= 1 ? 1 : score === 2 ? 2 : score === 3 ? 3 : score === 4 ? 4 : 5;
}
