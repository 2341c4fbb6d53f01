import { Button, Select, Stack } from "@mantine/core";
import type { Text } from "@sori/api";
import { Dialog } from "@sori/ui";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import { byCode } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import { Choice } from "../fields/Choices";
import { TextFields } from "../fields/TextFields";
import { useMenuEdits } from "./MenuSection";
import { added, freeKeys } from "./tree";

interface NewEntryProps {
  /** Below which key; "" for the first level, null where nothing is being added. */
  above: string | null;
  onClose: () => void;
}

/** A new entry: which key, what it is called, and where it leads. */
export function NewEntry({ above, onClose }: NewEntryProps) {
  const { t } = useTranslation("admin");
  const text = useText();
  const { setup } = useAdministration();
  const entry = above ? byCode(setup, "menu")[above] : undefined;
  const title = entry ? t("menu.addBelow", { name: text(entry.label) }) : t("menu.add");
  return (
    <Dialog opened={above !== null} onClose={onClose} title={title}>
      {above !== null && <Form key={above} above={above} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ above, onClose }: { above: string; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { setup } = useAdministration();
  const edit = useMenuEdits();
  const menu = byCode(setup, "menu");
  const keys = freeKeys(menu, above);
  const [key, setKey] = useState(keys[0] ?? null);
  const [label, setLabel] = useState<Text>({ ko: "", en: "" });
  const [queue, setQueue] = useState<string | null>(menu[above]?.queue ?? null);
  const [tried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (key === null || !label.ko.trim() || !label.en.trim()) return;
    edit(added(menu, key, { label, queue }));
    onClose();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Select
          label={t("menu.key")}
          data={keys}
          value={key}
          allowDeselect={false}
          error={key === null ? t("menu.full") : undefined}
          onChange={setKey}
        />
        <TextFields
          label={t("field.label")}
          value={label}
          onChange={setLabel}
          fault={(language) => (tried && !label[language].trim() ? t("new.needed") : undefined)}
        />
        <Choice
          kind="queues"
          label={t("field.queue")}
          description={t("menu.queueHelp")}
          none={t("menu.goesOn")}
          value={queue}
          onChange={setQueue}
        />
        <Button type="submit">{t("new.add")}</Button>
      </Stack>
    </form>
  );
}
