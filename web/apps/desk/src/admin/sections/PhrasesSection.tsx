import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { usePart } from "../draft/useAdministration";
import { TextFields } from "../fields/TextFields";
import { PartList } from "../parts/PartList";

const SHORTCUT = /^\S{1,30}$/;

/** What counsellors insert with a slash and a shortcut. */
export function PhrasesSection() {
  const { t } = useTranslation("admin");
  const text = useText();
  return (
    <PartList
      kind="phrases"
      add={t("phrases.add")}
      first={t("phrases.shortcut")}
      name={(_, code) => `/${code}`}
      columns={[
        { title: t("field.title"), cell: (phrase) => text(phrase.title) },
        { title: t("field.body"), cell: (phrase) => <span className={classes.soft}>{text(phrase.body)}</span> },
      ]}
      textLabel={t("field.title")}
      codeLabel={t("phrases.shortcut")}
      codeHelp={t("phrases.shortcutHelp")}
      accepts={SHORTCUT}
      make={(title) => ({ title, body: { ko: "", en: "" } })}
      title={(_, code) => `/${code}`}
      removeLabel={t("remove")}
      editor={(code) => <PhraseEditor code={code} />}
    />
  );
}

function PhraseEditor({ code }: { code: string }) {
  const { t } = useTranslation("admin");
  const { part, disabled, change, fault } = usePart("phrases", code);
  if (part === null) return null;
  return (
    <>
      <TextFields
        label={t("field.title")}
        value={part.title}
        disabled={disabled}
        fault={(language) => fault(`title.${language}`)}
        onChange={(title) => change({ title })}
      />
      <TextFields
        label={t("field.body")}
        long
        value={part.body}
        disabled={disabled}
        fault={(language) => fault(`body.${language}`)}
        onChange={(body) => change({ body })}
      />
    </>
  );
}
