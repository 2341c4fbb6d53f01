import type { BotConversation } from "@sori/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { problemText } from "../api/words";
import { Notice } from "../parts/Notice";
import "../styles/tracking.css";
import { caseAddress } from "./data";

/** The way to the page of each case that was filed in this conversation. */
export function FiledCases({ conversation }: { conversation: BotConversation }) {
  const { t } = useTranslation();
  const open = useMutation({
    mutationFn: (number: string) => caseAddress(conversation.key, number),
    onSuccess: (address) => window.location.assign(address),
  });
  const filed = conversation.filed ?? [];
  if (filed.length === 0) return null;
  return (
    <li className="bot-filed">
      {filed.map((number) => (
        <button
          key={number}
          type="button"
          className="krds-btn medium secondary"
          aria-disabled={open.isPending}
          onClick={() => {
            if (!open.isPending) open.mutate(number);
          }}
        >
          {t("tracking.open", { number })}
        </button>
      ))}
      {open.isError && (
        <Notice tone="danger" urgent>
          {problemText(open.error, t)}
        </Notice>
      )}
    </li>
  );
}
