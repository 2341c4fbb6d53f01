import { Button, TextInput } from "@mantine/core";
import type { Department } from "@sori/api";
import { Empty, Failure, Loading } from "@sori/ui";
import { IconBuilding } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import { departmentsQuery, useKeepDepartment } from "../data";
import classes from "../Knowledge.module.css";

/** The departments that own articles, and the officers who speak for each. */
export function DepartmentsPage() {
  const { t } = useTranslation("knowledge");
  const departments = useQuery(departmentsQuery);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h2>{t("section.departments")}</h2>
        <span className={classes.soft}>{t("departments.about")}</span>
      </header>
      {departments.data ? (
        departments.data.length === 0 ? (
          <Empty icon={<IconBuilding size={28} />} title={t("departments.none")} />
        ) : (
          <ul className={classes.list}>
            {departments.data.map((one) => (
              <li key={one.id} className={classes.card}>
                <DepartmentForm department={one} />
              </li>
            ))}
          </ul>
        )
      ) : departments.isError ? (
        <Failure detail={problemDetail(departments.error)} onRetry={() => void departments.refetch()} />
      ) : (
        <Loading lines={6} height={72} />
      )}
    </div>
  );
}

function DepartmentForm({ department }: { department: Department }) {
  const { t } = useTranslation("knowledge");
  const [name, setName] = useState(department.name);
  const [officers, setOfficers] = useState(department.officers.join(", "));
  const keep = useKeepDepartment();
  const logins = officers
    .split(/[,\s]+/)
    .map((login) => login.trim())
    .filter(Boolean);
  const changed =
    name.ko !== department.name.ko || name.en !== department.name.en || logins.join() !== department.officers.join();
  return (
    <div className={classes.filters}>
      <code className={classes.soft}>{department.code}</code>
      <TextInput
        label={t("departments.ko")}
        value={name.ko}
        onChange={(event) => setName({ ...name, ko: event.currentTarget.value })}
      />
      <TextInput
        label={t("departments.en")}
        value={name.en}
        onChange={(event) => setName({ ...name, en: event.currentTarget.value })}
      />
      <TextInput
        label={t("departments.officers")}
        value={officers}
        onChange={(event) => setOfficers(event.currentTarget.value)}
      />
      <Button
        disabled={!changed}
        loading={keep.isPending}
        onClick={() =>
          keep.mutate({ id: department.id, name, officers: logins }, { onSuccess: () => say(t("departments.saved")) })
        }
      >
        {t("departments.save")}
      </Button>
    </div>
  );
}
