import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface MoreProps {
  found: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}

/** The rest of a list that comes in pages. */
export function More({ found }: MoreProps) {
  const { t } = useTranslation("knowledge");
  if (!found.hasNextPage) return null;
  return (
    <div>
      <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
        {t("list.more")}
      </Button>
    </div>
  );
}
