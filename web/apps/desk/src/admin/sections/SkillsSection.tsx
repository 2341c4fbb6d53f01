import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { byCode } from "../draft/draft";
import { useAdministration, usePart } from "../draft/useAdministration";
import { TextFields } from "../fields/TextFields";
import { PartList } from "../parts/PartList";

/** The skills, who has each, and which queues ask for it. */
export function SkillsSection() {
  const { t } = useTranslation("admin");
  const text = useText();
  const use = useSkillUse();
  return (
    <PartList
      kind="skills"
      add={t("skills.add")}
      first={t("field.name")}
      name={(skill) => text(skill.name)}
      columns={[
        { title: t("code"), cell: (_, code) => <code>{code}</code> },
        { title: t("skills.people"), number: true, cell: (_, code) => t("people", { count: use.people(code).length }) },
        { title: t("skills.queues"), cell: (_, code) => use.queues(code).join(", ") || t("describe.nothing") },
      ]}
      textLabel={t("field.name")}
      make={(name) => ({ name })}
      title={(skill) => text(skill.name)}
      removeLabel={t("skills.remove")}
      editor={(code) => <SkillEditor code={code} />}
    />
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
