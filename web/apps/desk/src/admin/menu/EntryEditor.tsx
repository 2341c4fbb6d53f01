import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { byCode } from "../draft/draft";
import { useAdministration, usePart } from "../draft/useAdministration";
import { Choice } from "../fields/Choices";
import fields from "../fields/Fields.module.css";
import { TextFields } from "../fields/TextFields";
import { useMenuEdits } from "./MenuSection";
import { freeKeys, rekeyed } from "./tree";

/** One entry: its words, its key, and where it leads. */
export function EntryEditor({ entryKey, onMoved }: { entryKey: string; onMoved: (key: string) => void }) {
  const { t } = useTranslation("admin");
  const { setup } = useAdministration();
  const { part, disabled, change, fault } = usePart("menu", entryKey);
  const edit = useMenuEdits();
  const menu = byCode(setup, "menu");
  if (part === null) return null;
  const leadsOn = Object.keys(menu).some((key) => key !== entryKey && key.startsWith(entryKey));
  const rekey = (to: string | null) => {
    if (to === null || to === entryKey) return;
    edit(rekeyed(menu, entryKey, to));
    onMoved(to);
  };
  return (
    <>
      <TextFields
        label={t("field.label")}
        value={part.label}
        disabled={disabled}
        fault={(language) => fault(`label.${language}`)}
        onChange={(label) => change({ label })}
      />
      <Select
        inputWrapperOrder={["label", "input", "error", "description"]}
        label={t("menu.key")}
        description={t("menu.keyHelp")}
        data={[entryKey, ...freeKeys(menu, entryKey.slice(0, -1))]}
        value={entryKey}
        allowDeselect={false}
        disabled={disabled}
        onChange={rekey}
      />
      {leadsOn && !part.queue ? (
        <p>{t("menu.leadsOn")}</p>
      ) : (
        <Choice
          kind="queues"
          label={t("field.queue")}
          description={t("menu.queueHelp")}
          none={t("menu.goesOn")}
          value={part.queue ?? null}
          disabled={disabled}
          error={fault("queue")}
          onChange={(queue) => change({ queue })}
        />
      )}
      {fault("") && <span className={fields.fault}>{fault("")}</span>}
    </>
  );
}
