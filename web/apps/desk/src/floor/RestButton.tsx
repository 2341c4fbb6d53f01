import { ActionIcon, Menu } from "@mantine/core";
import type { FloorCounsellor } from "@sori/api";
import { IconHeart } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useEndRest, useGiveRest } from "../data/team";

const lengths = [10, 20, 30, 60];

/** Protected rest for somebody who needs it: with a length, or over before its time. */
export function RestButton({ person }: { person: FloorCounsellor }) {
  const { t } = useTranslation();
  const give = useGiveRest();
  const end = useEndRest();
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <ActionIcon size="sm" ml={6} aria-label={t("rest.for", { name: person.display_name })}>
          <IconHeart size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("rest.title")}</Menu.Label>
        {lengths.map((minutes) => (
          <Menu.Item key={minutes} onClick={() => give.mutate({ id: person.id, minutes, reason: "" })}>
            {t("rest.minutes", { minutes })}
          </Menu.Item>
        ))}
        {person.state === "protected_rest" && (
          <Menu.Item onClick={() => end.mutate(person.id)}>{t("rest.end")}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
