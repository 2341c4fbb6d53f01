import { ActionIcon } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import type { PostNumber } from "@sori/api";
import { IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import classes from "./Directory.module.css";

/** Numbers to be called or copied. */
export function NumberList({ numbers }: { numbers: readonly PostNumber[] }) {
  const { t } = useTranslation("knowledge");
  const clipboard = useClipboard();
  return (
    <ul className={classes.numbers}>
      {numbers.map((one) => (
        <li key={`${one.label} ${one.number}`}>
          {one.label && <span className={classes.label}>{one.label}</span>}
          <a href={`tel:${one.number.replace(/[^\d+]/g, "")}`}>{one.number}</a>
          <ActionIcon
            size="sm"
            variant="subtle"
            aria-label={t("directory.copy", { number: one.number })}
            onClick={() => {
              clipboard.copy(one.number);
              say(t("directory.copied", { number: one.number }));
            }}
          >
            <IconCopy size={14} aria-hidden />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}
