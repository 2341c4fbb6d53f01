import { ActionIcon, Button, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { Empty, Failure, Loading } from "@sori/ui";
import { IconCalendarOff, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { say, sayProblem } from "../../app/say";
import { problemDetail } from "../../data/queries";
import classes from "../Admin.module.css";
import fields from "../fields/Fields.module.css";
import { useCalendarLabels } from "../fields/useCalendarLabels";
import { Wrong } from "../parts/Wrong";
import { temporaryHolidaysQuery, useDeclare, useTakeBack } from "./data";

/** Public holidays that were declared for once: no due date counts them. */
export function TemporaryHolidays() {
  const { t, i18n } = useTranslation("admin");
  const holidays = useQuery(temporaryHolidaysQuery);
  const takeBack = useTakeBack();
  const shown = new Intl.DateTimeFormat(i18n.language, { dateStyle: "full", timeZone: "UTC" });
  return (
    <section className={classes.card} aria-labelledby="temporary-holidays">
      <h3 id="temporary-holidays">{t("offices.temporary")}</h3>
      <p className={classes.soft}>{t("offices.temporaryHelp")}</p>
      {holidays.isError ? (
        <Failure detail={problemDetail(holidays.error)} onRetry={() => void holidays.refetch()} />
      ) : holidays.isPending ? (
        <Loading lines={2} />
      ) : holidays.data.length === 0 ? (
        <Empty icon={<IconCalendarOff size={32} />} title={t("offices.noTemporary")} />
      ) : (
        <ul className={classes.list}>
          {holidays.data.map(({ day, name }) => (
            <li key={day} className={classes.item}>
              <span>{shown.format(new Date(`${day}T00:00:00Z`))}</span>
              <strong>{name}</strong>
              <ActionIcon
                aria-label={t("removeNamed", { name })}
                disabled={takeBack.isPending}
                onClick={() =>
                  takeBack.mutate(day, { onSuccess: () => say(t("offices.takenBack", { name })), onError: sayProblem })
                }
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <DeclareForm />
    </section>
  );
}

function DeclareForm() {
  const { t } = useTranslation("admin");
  const labels = useCalendarLabels();
  const [day, setDay] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const declare = useDeclare();
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (day === null || !name.trim() || declare.isPending) return;
    const declared = () => {
      say(t("offices.declared", { name: name.trim() }));
      setDay(null);
      setName("");
      setTried(false);
    };
    declare.mutate({ day, name }, { onSuccess: declared });
  }
  return (
    <form onSubmit={submit} noValidate>
      <div className={fields.figures}>
        <DatePickerInput
          label={t("holidays.day")}
          valueFormat="YYYY-MM-DD"
          ariaLabels={labels}
          value={day}
          error={tried && day === null ? t("new.needed") : undefined}
          onChange={setDay}
          popoverProps={{ withinPortal: false, withRoles: false }}
        />
        <TextInput
          label={t("field.name")}
          value={name}
          maxLength={100}
          error={tried && !name.trim() ? t("new.needed") : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </div>
      {declare.isError && <Wrong said>{problemDetail(declare.error) || t("offices.notKept")}</Wrong>}
      <Button type="submit" variant="default" mt="sm" loading={declare.isPending}>
        {t("offices.declare")}
      </Button>
    </form>
  );
}
