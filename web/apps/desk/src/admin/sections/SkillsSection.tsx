import { useMemo, useState } from "react";
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

/** The skills, who has each, and which queues ask for it. */
export function SkillsSection() {
  const { t } = useTranslation("admin");
  const text = useText();
  const { setup, mayEdit, put } = useAdministration();
  const { open, show, close } = useOpenPart();
  const [adding, setAdding] = useState(false);
  const use = useSkillUse();
  const known = byCode(setup, "skills");
  const chosen = open !== undefined && open in known ? open : undefined;
  return (
    <>
      <SectionHead
        section="skills"
        add={mayEdit("skills") ? t("skills.add") : undefined}
        onAdd={() => setAdding(true)}
      />
      <PartTable
        kind="skills"
        label={t("section.skills")}
        first={t("field.name")}
        name={(skill) => text(skill.name)}
        onOpen={show}
        columns={[
          { title: t("code"), cell: (_, code) => <code>{code}</code> },
          {
            title: t("skills.people"),
            number: true,
            cell: (_, code) => t("people", { count: use.people(code).length }),
          },
          { title: t("skills.queues"), cell: (_, code) => use.queues(code).join(", ") || t("describe.nothing") },
        ]}
      />
      <NewPart
        opened={adding}
        title={t("skills.add")}
        textLabel={t("field.name")}
        codeLabel={t("code")}
        codeHelp={t("new.codeHelp")}
        taken={(code) => code in known}
        onClose={() => setAdding(false)}
        onMake={(code, name) => {
          put("skills", code, { name });
          show(code);
        }}
      />
      <PartDialog
        kind="skills"
        code={chosen}
        title={chosen ? text(known[chosen]?.name ?? { ko: chosen, en: chosen }) : ""}
        onClose={close}
        removeLabel={t("skills.remove")}
        onRemove={() => chosen && put("skills", chosen, null)}
      >
        {chosen && <SkillEditor code={chosen} />}
      </PartDialog>
    </>
  );
}

function SkillEditor({ code }: { code: string }) {
  const { t } = useTranslation("admin");
  const { part, disabled, change, fault } = usePart("skills", code);
  const use = useSkillUse();
  if (part === null) return null;
  return (
    <>
      <TextFields
        label={t("field.name")}
        value={part.name}
        disabled={disabled}
        fault={(language) => fault(`name.${language}`)}
        onChange={(name) => change({ name })}
      />
      <div>
        <h3>{t("skills.queues")}</h3>
        <p className={classes.soft}>{use.queues(code).join(", ") || t("describe.nothing")}</p>
        <h3>{t("skills.people")}</h3>
        <div className={classes.chips}>
          {use.people(code).map(([login, name, level]) => (
            <span key={login} className={classes.chip}>
              {name} {level}
            </span>
          ))}
        </div>
      </div>
    </>
  );
}

function useSkillUse() {
  const { setup } = useAdministration();
  const text = useText();
  return useMemo(() => {
    const people = Object.entries(byCode(setup, "staff"));
    const queues = Object.values(byCode(setup, "queues"));
    return {
      people: (skill: string) =>
        people.flatMap(([login, person]): [string, string, number][] => {
          const level = person.skills?.[skill];
          return level === undefined ? [] : [[login, person.display_name, level]];
        }),
      queues: (skill: string) =>
        queues.filter((queue) => queue.steps.some((step) => step.skill === skill)).map((queue) => text(queue.name)),
    };
  }, [setup, text]);
}
