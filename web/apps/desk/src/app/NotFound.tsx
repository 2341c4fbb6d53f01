import { Anchor } from "@mantine/core";
import { Empty } from "@sori/ui";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main style={{ height: "100dvh" }}>
      <Empty icon={<IconMapOff size={32} />} title={t("notFound.title")}>
        <Anchor component={Link} to="/login" underline="always">
          {t("notFound.back")}
        </Anchor>
      </Empty>
    </main>
  );
}
