import { Button, Stack, TextInput } from "@mantine/core";
import type { Text } from "@sori/api";
import { Dialog } from "@sori/ui";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { TextFields } from "../fields/TextFields";
import { codeFrom, isCode } from "./code";

interface NewPartProps {
  opened: boolean;
  title: string;
  /** What the text is called; the code is made from its English one unless it is typed. */
  textLabel: string;
  long?: boolean;
  codeLabel: string;
  codeHelp: string;
  /** What every code begins with, such as that of the topic above. */
  prefix?: string;
  /** What the code may be, where it is not made of small letters and digits. */
  accepts?: RegExp;
  taken: (code: string) => boolean;
  onClose: () => void;
  onMake: (code: string, text: Text) => void;
}

const empty: Text = { ko: "", en: "" };

/** Asks for what a new part cannot be without: its name, and the code by which others and the file name it. */
export function NewPart({ opened, title, onClose, ...rest }: NewPartProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      {opened && <NewPartForm onClose={onClose} {...rest} />}
    </Dialog>
  );
}

function NewPartForm(props: Omit<NewPartProps, "opened" | "title">) {
  const { textLabel, long, codeLabel, codeHelp, prefix = "", accepts, taken, onClose, onMake } = props;
  const { t } = useTranslation("admin");
  const [text, setText] = useState(empty);
  const [typed, setTyped] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const code = typed ?? prefix + codeFrom(text.en, accepts ? "" : "-");
  const wrongCode = taken(code) ? t("new.taken") : (accepts?.test(code) ?? isCode(code)) ? undefined : t("new.badCode");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrongCode || !text.ko.trim() || !text.en.trim()) return;
    onMake(code, text);
    onClose();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextFields
          label={textLabel}
          long={long ?? false}
          value={text}
          onChange={setText}
          fault={(language) => (tried && !text[language].trim() ? t("new.needed") : undefined)}
        />
        <TextInput
          label={codeLabel}
          description={codeHelp}
          value={code}
          error={tried || typed !== null ? wrongCode : undefined}
          onChange={(event) => setTyped(event.currentTarget.value.trim())}
        />
        <Button type="submit">{t("new.add")}</Button>
      </Stack>
    </form>
  );
}
