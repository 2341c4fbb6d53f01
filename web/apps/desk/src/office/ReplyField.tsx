import { NativeSelect } from "@mantine/core";
import type { Reply } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { repliesQuery } from "./data";

/** Takes a kept reply over into what is being written. */
export function ReplyField({ onChoose }: { onChoose(reply: Reply): void }) {
  const { t } = useTranslation("office");
  const replies = useQuery(repliesQuery);
  if (!replies.data?.length) return null;
  return (
    <NativeSelect
      label={t("field.reply")}
      value=""
      onChange={(event) => {
        const found = replies.data.find((one) => String(one.id) === event.currentTarget.value);
        if (found) onChoose(found);
      }}
    >
      <option value="">{t("field.chooseReply")}</option>
      {replies.data.map((one) => (
        <option key={one.id} value={one.id}>
          {one.title}
        </option>
      ))}
    </NativeSelect>
  );
}
