import { Button, Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { byCode, edited } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import { Choice } from "../fields/Choices";
import { withSkill } from "./people";

/** Gives a skill to those chosen, or takes it from them. */
export function BulkSkills({ chosen, onDone }: { chosen: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation("admin");
  const text = useText();
  const { setup, present, draft, replace } = useAdministration();
  const [skill, setSkill] = useState<string | null>(null);
  const [level, setLevel] = useState("1");
  const apply = (to: number) => {
    if (skill === null) return;
    const people = byCode(setup, "staff");
    let next = draft;
    for (const login of chosen) {
      const person = people[login];
      if (person) next = edited(next, present, "staff", login, withSkill(person, skill, to));
    }
    replace(next);
    const name = byCode(setup, "skills")[skill]?.name;
    say(t(to > 0 ? "bulk.given" : "bulk.taken", { count: chosen.length, skill: name ? text(name) : skill }));
    onDone();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would be visible
    <div className={classes.bulk} role="group" aria-label={t("bulk.label")}>
      <strong>{t("bulk.chosen", { count: chosen.length })}</strong>
      <Choice
        kind="skills"
        hideLabel
        label={t("field.skills")}
        none={t("bulk.skill")}
        value={skill}
        onChange={setSkill}
      />
      <Select
        w={110}
        aria-label={t("steps.level")}
        data={["1", "2", "3", "4", "5"].map((value) => ({ value, label: t("describe.level", { level: value }) }))}
        allowDeselect={false}
        value={level}
        onChange={(value) => value && setLevel(value)}
      />
      <Button disabled={skill === null} onClick={() => apply(Number(level))}>
        {t("bulk.give")}
      </Button>
      <Button variant="default" disabled={skill === null} onClick={() => apply(0)}>
        {t("bulk.take")}
      </Button>
      <Button variant="subtle" onClick={onDone}>
        {t("bulk.none")}
      </Button>
    </div>
  );
}
