import { Textarea, TextInput } from "@mantine/core";
import type { Text } from "@sori/api";
import { useTranslation } from "react-i18next";
import classes from "./Fields.module.css";

interface TextFieldsProps {
  label: string;
  value: Text;
  onChange: (text: Text) => void;
  /** What is wrong with one of the languages. */
  fault?: (language: "ko" | "en") => string | undefined;
  disabled?: boolean;
  long?: boolean;
  description?: string;
}

/** A name or sentence in both languages, side by side. */
export function TextFields({ label, value, onChange, fault, disabled, long, description }: TextFieldsProps) {
  const { t } = useTranslation("admin");
  return (
    <div className={classes.pair}>
      {(["ko", "en"] as const).map((language) => {
        const shared = {
          label: t(`inLanguage.${language}`, { label }),
          lang: language,
          value: value[language],
          disabled: disabled ?? false,
          error: fault?.(language),
          ...(description ? { description } : {}),
          onChange: (event: { currentTarget: { value: string } }) =>
            onChange({ ...value, [language]: event.currentTarget.value }),
        };
        return long ? (
          <Textarea key={language} autosize minRows={2} maxRows={8} {...shared} />
        ) : (
          <TextInput key={language} {...shared} />
        );
      })}
    </div>
  );
}
