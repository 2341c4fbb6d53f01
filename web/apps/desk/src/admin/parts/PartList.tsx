import type { Text } from "@sori/api";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { byCode, type Parts } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import { NewPart } from "./NewPart";
import { PartDialog } from "./PartDialog";
import { type Column, type Listed, PartTable } from "./PartTable";
import { SectionHead } from "./SectionHead";
import { useOpenPart } from "./useOpenPart";

interface PartListProps<K extends Exclude<Listed, "alerts">> {
  kind: K;
  /** What adding is called, on the button and over the dialog. */
  add: string;
  /** The first column, which opens the part. */
  first: string;
  name: (part: Parts[K], code: string) => ReactNode;
  columns: readonly Column<Parts[K]>[];
  /** What is asked of a new part beside its code, and the part that comes of it. */
  textLabel: string;
  long?: boolean;
  codeLabel?: string;
  codeHelp?: string;
  accepts?: RegExp;
  make: (text: Text) => Parts[K];
  title: (part: Parts[K], code: string) => string;
  size?: number;
  removeLabel: string;
  editor: (code: string) => ReactNode;
}

/** A section that is a list of parts: each opened beside it, one added with its name and code. */
export function PartList<K extends Exclude<Listed, "alerts">>(props: PartListProps<K>) {
  const { kind, add, make, title, removeLabel, editor, size } = props;
  const { t } = useTranslation("admin");
  const { setup, mayEdit, put } = useAdministration();
  const { open, show, close } = useOpenPart();
  const [adding, setAdding] = useState(false);
  const known = byCode(setup, kind);
  const part = open === undefined ? undefined : known[open];
  const chosen = part === undefined ? undefined : open;
  return (
    <>
      <SectionHead section={kind} add={mayEdit(kind) ? add : undefined} onAdd={() => setAdding(true)} />
      <PartTable
        kind={kind}
        label={t(`section.${kind}`)}
        first={props.first}
        name={props.name}
        onOpen={show}
        columns={props.columns}
      />
      <NewPart
        opened={adding}
        title={add}
        textLabel={props.textLabel}
        long={props.long ?? false}
        codeLabel={props.codeLabel ?? t("code")}
        codeHelp={props.codeHelp ?? t("new.codeHelp")}
        {...(props.accepts ? { accepts: props.accepts } : {})}
        taken={(code) => code in known}
        onClose={() => setAdding(false)}
        onMake={(code, text) => {
          put(kind, code, make(text));
          show(code);
        }}
      />
      <PartDialog
        kind={kind}
        code={chosen}
        {...(size === undefined ? {} : { size })}
        title={part && chosen ? title(part, chosen) : ""}
        onClose={close}
        removeLabel={removeLabel}
        onRemove={() => chosen && put(kind, chosen, null)}
      >
        {chosen && editor(chosen)}
      </PartDialog>
    </>
  );
}
