import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { byCode } from "../draft/draft";
import { useAdministration, usePart } from "../draft/useAdministration";
import { TextFields } from "../fields/TextFields";
import { NewPart } from "../parts/NewPart";
import { PartDialog } from "../parts/PartDialog";
import { PartTable } from "../parts/PartTable";
import { SectionHead } from "../parts/SectionHead";
import { useOpenPart } from "../parts/useOpenPart";

const SHORTCUT = /^\S{1,30}$/;

/** What counsellors insert with a slash and a shortcut. */
export function PhrasesSection() {
  const { t } = useTranslation("admin");
  const text = useText();
  const { setup, mayEdit, put } = useAdministration();
  const { open, show, close } = useOpenPart();
  const [adding, setAdding] = useState(false);
  const known = byCode(setup, "phrases");
  const chosen = open !== undefined && open in known ? open : undefined;
  return (
    <>
      <SectionHead
        section="phrases"
        add={mayEdit("phrases") ? t("phrases.add") : undefined}
        onAdd={() => setAdding(true)}
      />
      <PartTable
        kind="phrases"
        label={t("section.phrases")}
        first={t("phrases.shortcut")}
        name={(_, code) => `/${code}`}
        onOpen={show}
        columns={[
          { title: t("field.title"), cell: (phrase) => text(phrase.title) },
          { title: t("field.body"), cell: (phrase) => <span className={classes.soft}>{text(phrase.body)}</span> },
        ]}
      />
      <NewPart
        opened={adding}
        title={t("phrases.add")}
        textLabel={t("field.title")}
        codeLabel={t("phrases.shortcut")}
        codeHelp={t("phrases.shortcutHelp")}
        accepts={SHORTCUT}
        taken={(code) => code in known}
        onClose={() => setAdding(false)}
        onMake={(code, title) => {
          put("phrases", code, { title, body: { ko: "", en: "" } });
          show(code);
        }}
      />
      <PartDialog
        kind="phrases"
        code={chosen}
        title={chosen ? `/${chosen}` : ""}
        onClose={close}
        removeLabel={t("remove")}
        onRemove={() => chosen && put("phrases", chosen, null)}
      >
        {chosen && <PhraseEditor code={chosen} />}
      </PartDialog>
    </>
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
