import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** Saves the rows of a file that were set aside, to be put right and brought in again. */
export function SetAside({ name, rows }: { name: string; rows: string }) {
  const { t } = useTranslation("knowledge");
  const download = () => {
    const url = URL.createObjectURL(new Blob([rows], { type: "text/csv" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${name.replace(/\.\w+$/, "")}.set-aside.csv`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={download}>
      {t("import.download")}
    </Button>
  );
}
