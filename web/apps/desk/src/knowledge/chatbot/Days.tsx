import { TextInput } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { isDay } from "../../data/statistics";

const route = getRouteApi("/staff/knowledge/chatbot");

/** Which days are looked at. */
export function Days({ since, until }: { since: string; until: string }) {
  const { t } = useTranslation("knowledge");
  const navigate = route.useNavigate();
  const change = (changed: { since?: string; until?: string }) =>
    void navigate({ search: (before) => ({ ...before, since, until, ...changed }) });
  return (
    <>
      <TextInput
        type="date"
        label={t("chatbot.since")}
        value={since}
        onChange={({ currentTarget }) => isDay(currentTarget.value) && change({ since: currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t("chatbot.until")}
        value={until}
        onChange={({ currentTarget }) => isDay(currentTarget.value) && change({ until: currentTarget.value })}
      />
    </>
  );
}
