import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "../Admin.module.css";
import type { Section } from "../sections";

interface SectionHeadProps {
  section: Section;
  /** What adding is called; without it there is no button. */
  add?: string | undefined;
  onAdd?: () => void;
  children?: ReactNode;
}

/** What a section is for, in a sentence, and the one thing to do first. */
export function SectionHead({ section, add, onAdd, children }: SectionHeadProps) {
  const { t } = useTranslation("admin");
  return (
    <div className={classes.sectionHead}>
      <div>
        <h2>{t(`section.${section}`)}</h2>
        <p>{t(`about.${section}`)}</p>
      </div>
      <div className={classes.actions}>
        {children}
        {add && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
            {add}
          </Button>
        )}
      </div>
    </div>
  );
}
