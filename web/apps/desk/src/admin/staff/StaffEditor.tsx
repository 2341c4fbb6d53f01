import {
  Button,
  Checkbox,
  PasswordInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Switch,
  TextInput,
} from "@mantine/core";
import type { Language, Role } from "@sori/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { useSetPassword } from "../data";
import { byCode } from "../draft/draft";
import { useAdministration, usePart } from "../draft/useAdministration";
import fields from "../fields/Fields.module.css";
import { NumberField } from "../fields/NumberField";
import { AccessPanel } from "./AccessPanel";
import { withSkill } from "./people";
import { roles } from "./roles";

/** One member of staff. A team leader changes what they take, an administrator also who they are. */
export function StaffEditor({ login }: { login: string }) {
  const { t } = useTranslation("admin");
  const { administrator } = useAdministration();
  const { part, disabled, change, fault, before } = usePart("staff", login);
  if (part === null) return null;
  return (
    <>
      {!administrator && <p className={classes.note}>{t("staff.leaders")}</p>}
      <div className={fields.pair}>
        <TextInput
          label={t("field.display_name")}
          value={part.display_name}
          disabled={!administrator}
          error={fault("display_name")}
          onChange={(event) => change({ display_name: event.currentTarget.value })}
        />
        <TextInput label={t("staff.column.login")} value={login} readOnly description={t("staff.loginFixed")} />
      </div>
      <Checkbox.Group
        label={t("field.roles")}
        value={part.roles}
        error={fault("roles")}
        onChange={(chosen) => change({ roles: chosen as Role[] })}
      >
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt={6}>
          {roles.map((role) => (
            <Checkbox key={role} value={role} label={t(`roles.${role}`)} disabled={!administrator} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
      <div className={fields.pair}>
        <NumberField
          label={t("field.chat_capacity")}
          value={part.chat_capacity ?? 0}
          disabled={disabled}
          error={fault("chat_capacity")}
          onChange={(value) => change({ chat_capacity: value ?? 0 })}
        />
        <div>
          <span id="staff-language">{t("field.language")}</span>
          <SegmentedControl
            fullWidth
            aria-labelledby="staff-language"
            value={part.language ?? "ko"}
            disabled={!administrator}
            data={(["ko", "en"] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
            onChange={(language) => change({ language: language as Language })}
          />
        </div>
      </div>
      <Switch
        label={t("field.takes_calls")}
        checked={part.takes_calls ?? false}
        disabled={disabled}
        onChange={(event) => change({ takes_calls: event.currentTarget.checked })}
      />
      <Skills login={login} />
      {administrator && before !== null && (
        <>
          <Password login={login} />
          <AccessPanel login={login} />
        </>
      )}
    </>
  );
}

function Skills({ login }: { login: string }) {
  const { t } = useTranslation("admin");
  const text = useText();
  const { setup } = useAdministration();
  const { part, disabled, change, fault } = usePart("staff", login);
  if (part === null) return null;
  const none = { value: "0", label: t("staff.noSkill") };
  return (
    <section className={fields.group} aria-labelledby="staff-skills">
      <h3 id="staff-skills">{t("field.skills")}</h3>
      <p>{t("staff.levels")}</p>
      <div className={fields.figures}>
        {Object.entries(byCode(setup, "skills")).map(([code, skill]) => (
          <Select
            key={code}
            size="xs"
            label={text(skill.name)}
            data={[
              none,
              ...["1", "2", "3", "4", "5"].map((level) => ({ value: level, label: t("describe.level", { level }) })),
            ]}
            allowDeselect={false}
            value={String(part.skills?.[code] ?? 0)}
            disabled={disabled}
            error={fault(`skills.${code}`)}
            onChange={(level) => change({ skills: withSkill(part, code, Number(level)).skills ?? {} })}
          />
        ))}
      </div>
    </section>
  );
}

/** A password is no part of the setup: it is set at once, and never shown again. */
function Password({ login }: { login: string }) {
  const { t } = useTranslation("admin");
  const { shown } = useAdministration();
  const [password, setPassword] = useState("");
  const save = useSetPassword();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { login, password },
      {
        onSuccess: () => {
          setPassword("");
          say(t("password.saved"));
        },
      },
    );
  };
  return (
    <form className={fields.group} onSubmit={submit}>
      <h3>{t("password.title")}</h3>
      <p>{t(shown.without_password.includes(login) ? "password.missing" : "password.help")}</p>
      <PasswordInput
        label={t("password.new")}
        autoComplete="new-password"
        value={password}
        error={save.isError ? problemDetail(save.error) || t("offline") : undefined}
        visibilityToggleButtonProps={{ "aria-label": t("password.show") }}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" variant="default" loading={save.isPending} disabled={password === ""}>
          {t("password.set")}
        </Button>
      </div>
    </form>
  );
}
