import { Button, FileButton } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";

interface FileChooserProps {
  accept: string;
  variant?: "filled" | "default";
  loading: boolean;
  onChoose: (file: File) => void;
}

/** Chooses a file to bring in; the same one can be chosen again. */
export function FileChooser({ accept, variant = "filled", loading, onChoose }: FileChooserProps) {
  const { t } = useTranslation("knowledge");
  const reset = useRef<() => void>(null);
  const choose = (file: File | null) => {
    if (!file) return;
    onChoose(file);
    reset.current?.();
  };
  return (
    <FileButton resetRef={reset} accept={accept} onChange={choose}>
      {(props) => (
        <Button {...props} variant={variant} loading={loading} leftSection={<IconFileImport size={16} aria-hidden />}>
          {t("import.choose")}
        </Button>
      )}
    </FileButton>
  );
}
