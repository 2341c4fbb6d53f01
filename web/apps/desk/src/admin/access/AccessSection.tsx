import { Button, Checkbox, SimpleGrid } from "@mantine/core";
import type { AccessShown, Role, Rule } from "@sori/api";
import { Failure, Loading } from "@sori/ui";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import classes from "../Admin.module.css";
import fields from "../fields/Fields.module.css";
import { SectionHead } from "../parts/SectionHead";
import { roles } from "../staff/roles";
import own from "./Access.module.css";
import { byArea } from "./areas";
import { accessQuery, usePutPolicy } from "./data";

/** Who may see and do what, as the server holds it, and which roles need a second factor. */
export function AccessSection() {
  const access = useQuery(accessQuery);
  return (
    <>
      <SectionHead section="access" />
      {access.data ? (
        <>
          <PolicyForm access={access.data} />
          <Seen access={access.data} />
          <Areas rules={access.data.rules} />
        </>
      ) : access.isError ? (
        <Failure detail={problemDetail(access.error)} onRetry={() => void access.refetch()} />
      ) : (
        <Loading lines={8} height={40} />
      )}
    </>
  );
}

function PolicyForm({ access }: { access: AccessShown }) {
  const { t } = useTranslation("admin");
  const [chosen, setChosen] = useState<readonly Role[]>(access.second_factor);
  const put = usePutPolicy();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    put.mutate([...chosen], { onSuccess: () => say(t("access.policySaved")) });
  };
  return (
    <form className={fields.group} onSubmit={submit}>
      <h3>{t("access.policy")}</h3>
      <Checkbox.Group
        label={t("access.policyRoles")}
        description={t("access.policyAbout")}
        value={[...chosen]}
        error={put.isError ? problemDetail(put.error) || t("offline") : undefined}
        onChange={(value) => setChosen(value as Role[])}
      >
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="xs" mt={6}>
          {roles.map((role) => (
            <Checkbox key={role} value={role} label={t(`roles.${role}`)} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
      <div>
        <Button type="submit" variant="default" loading={put.isPending}>
          {t("access.policySave")}
        </Button>
      </div>
    </form>
  );
}

function Seen({ access }: { access: AccessShown }) {
  const { t } = useTranslation("admin");
  return (
    <div className={own.part}>
      <h3>{t("access.seen")}</h3>
      <Matrix
        title={t("access.seen")}
        first={t("access.what")}
        rows={access.sights.map(({ sight, roles }) => ({ key: sight, name: t(`access.sight.${sight}`), roles }))}
      />
    </div>
  );
}

function Areas({ rules }: { rules: readonly Rule[] }) {
  const { t, i18n } = useTranslation("admin");
  const [open, setOpen] = useState<string | null>(null);
  const name = (area: string) => (i18n.exists(`admin:access.area.${area}`) ? t(`access.area.${area}` as never) : area);
  return (
    <div className={own.part}>
      <h3>{t("access.done")}</h3>
      <p className={classes.soft}>{t("access.doneAbout")}</p>
      {byArea(rules).map(({ area, rules }) => (
        <div key={area}>
          <Button
            variant="subtle"
            size="compact-sm"
            aria-expanded={open === area}
            onClick={() => setOpen(open === area ? null : area)}
          >
            {t("access.areaCount", { area: name(area), count: rules.length })}
          </Button>
          {open === area && (
            <Matrix
              title={name(area)}
              first={t("access.route")}
              rows={rules.map((rule) => ({
                key: `${rule.method} ${rule.path}`,
                name: (
                  <code>
                    {rule.method} {rule.path}
                  </code>
                ),
                roles: rule.roles,
              }))}
            />
          )}
        </div>
      ))}
    </div>
  );
}

interface MatrixProps {
  title: string;
  first: string;
  rows: readonly { key: string; name: React.ReactNode; roles: readonly Role[] }[];
}

/** Rows by roles; who is not marked is refused. */
function Matrix({ title, first, rows }: MatrixProps) {
  const { t } = useTranslation("admin");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section className={classes.scroll} aria-label={title} tabIndex={0}>
      <table className={`${classes.table} ${own.table}`}>
        <caption className="sr-only">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {roles.map((role) => (
              <th key={role} scope="col">
                {t(`roles.${role}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.name}</th>
              {roles.map((role) => (
                <td key={role}>
                  {row.roles.includes(role) && (
                    <>
                      <IconCheck size={16} aria-hidden />
                      <span className="sr-only">{t("yes")}</span>
                    </>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
