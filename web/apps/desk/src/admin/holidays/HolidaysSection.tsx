import { ActionIcon, Button, Group, Stack, Switch } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import type { Text } from "@sori/api";
import { Dialog, Empty, Failure, Loading, serverNow } from "@sori/ui";
import { IconCalendarOff, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { publicHolidaysQuery } from "../data";
import { byCode } from "../draft/draft";
import { useAdministration, usePart } from "../draft/useAdministration";
import { cityClock } from "../fields/moment";
import { TextFields } from "../fields/TextFields";
import { useCalendarLabels } from "../fields/useCalendarLabels";
import { Mark } from "../parts/Mark";
import { PartDialog } from "../parts/PartDialog";
import { SectionHead } from "../parts/SectionHead";
import { useOpenPart } from "../parts/useOpenPart";
import { type Day, daysOf } from "./year";

/** A year's days on which queues close: the country's, which the centre may work on, and its own. */
export function HolidaysSection() {
  const { t } = useTranslation("admin");
  const { setup, mayEdit, put } = useAdministration();
  const { open, show, close } = useOpenPart();
  const [year, setYear] = useState(() => Number(cityClock(new Date(serverNow()).toISOString()).slice(0, 4)));
  const [adding, setAdding] = useState(false);
  const country = setup.centre.holiday_country ?? "";
  const known = useQuery(publicHolidaysQuery(year, country));
  const own = byCode(setup, "holidays");
  const chosen = open !== undefined && open in own ? open : undefined;
  const days = daysOf(year, known.data ?? [], own);
  return (
    <>
      <SectionHead
        section="holidays"
        add={mayEdit("holidays") ? t("holidays.add") : undefined}
        onAdd={() => setAdding(true)}
      />
      <Group gap="xs">
        <ActionIcon aria-label={t("holidays.before")} onClick={() => setYear(year - 1)} disabled={year <= 2000}>
          <IconChevronLeft size={18} aria-hidden />
        </ActionIcon>
        <strong role="status">{t("holidays.year", { year })}</strong>
        <ActionIcon aria-label={t("holidays.after")} onClick={() => setYear(year + 1)} disabled={year >= 2100}>
          <IconChevronRight size={18} aria-hidden />
        </ActionIcon>
        {country === "" && <span className={classes.soft}>{t("holidays.noCountry")}</span>}
      </Group>
      {known.isError ? (
        <Failure detail={problemDetail(known.error)} onRetry={() => void known.refetch()} />
      ) : known.isLoading ? (
        <Loading lines={8} />
      ) : days.length === 0 ? (
        <Empty icon={<IconCalendarOff size={32} />} title={t("holidays.none")} />
      ) : (
        <div className={classes.card}>
          <ul className={classes.list}>
            {days.map((day) => (
              <DayRow key={day.day} day={day} onOpen={show} />
            ))}
          </ul>
        </div>
      )}
      <NewHoliday
        opened={adding}
        year={year}
        onClose={() => setAdding(false)}
        onMake={(day, name) => {
          put("holidays", day, { name, closed: true });
          setYear(Number(day.slice(0, 4)));
        }}
      />
      <PartDialog
        kind="holidays"
        code={chosen}
        title={chosen ?? ""}
        onClose={close}
        removeLabel={t("remove")}
        onRemove={() => chosen && put("holidays", chosen, null)}
      >
        {chosen && <HolidayEditor day={chosen} />}
      </PartDialog>
    </>
  );
}

function DayRow({ day, onOpen }: { day: Day; onOpen: (day: string) => void }) {
  const { t, i18n } = useTranslation("admin");
  const text = useText();
  const { mayEdit, put } = useAdministration();
  const shown = new Intl.DateTimeFormat(i18n.language, {
    month: "long",
    day: "numeric",
    weekday: "short",
    timeZone: "UTC",
  });
  const name = text(day.name);
  return (
    <li className={classes.item}>
      <span style={{ minWidth: 130 }}>{shown.format(new Date(`${day.day}T00:00:00Z`))}</span>
      {day.own && !day.isPublic ? (
        <button type="button" className={classes.open} onClick={() => onOpen(day.day)}>
          {name}
        </button>
      ) : (
        <strong>{name}</strong>
      )}
      <span>
        <span className={classes.mark} data-what="quiet">
          {t(day.isPublic ? "holidays.public" : "holidays.own")}
        </span>
        <Mark kind="holidays" code={day.day} />
      </span>
      {day.isPublic ? (
        <Switch
          label={t("holidays.work")}
          aria-label={t("holidays.workOn", { name })}
          checked={!day.closed}
          disabled={!mayEdit("holidays")}
          onChange={(event) =>
            put("holidays", day.day, event.currentTarget.checked ? { name: day.name, closed: false } : null)
          }
        />
      ) : (
        <span className={classes.soft}>{t("holidays.closed")}</span>
      )}
    </li>
  );
}

function HolidayEditor({ day }: { day: string }) {
  const { t } = useTranslation("admin");
  const { part, disabled, change, fault } = usePart("holidays", day);
  if (part === null) return null;
  return (
    <TextFields
      label={t("field.name")}
      value={part.name}
      disabled={disabled}
      fault={(language) => fault(`name.${language}`)}
      onChange={(name) => change({ name })}
    />
  );
}

interface NewHolidayProps {
  opened: boolean;
  year: number;
  onClose: () => void;
  onMake: (day: string, name: Text) => void;
}

function NewHoliday({ opened, ...rest }: NewHolidayProps) {
  const { t } = useTranslation("admin");
  return (
    <Dialog opened={opened} onClose={rest.onClose} title={t("holidays.add")}>
      {opened && <NewHolidayForm {...rest} />}
    </Dialog>
  );
}

function NewHolidayForm({ year, onClose, onMake }: Omit<NewHolidayProps, "opened">) {
  const { t } = useTranslation("admin");
  const labels = useCalendarLabels();
  const [day, setDay] = useState<string | null>(null);
  const [name, setName] = useState<Text>({ ko: "", en: "" });
  const [tried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (day === null || !name.ko.trim() || !name.en.trim()) return;
    onMake(day, name);
    onClose();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <DatePickerInput
          label={t("holidays.day")}
          valueFormat="YYYY-MM-DD"
          ariaLabels={labels}
          defaultDate={`${year}-01-01`}
          value={day}
          error={tried && day === null ? t("new.needed") : undefined}
          onChange={setDay}
          popoverProps={{ withinPortal: false, withRoles: false }}
        />
        <TextFields
          label={t("field.name")}
          value={name}
          onChange={setName}
          fault={(language) => (tried && !name[language].trim() ? t("new.needed") : undefined)}
        />
        <Button type="submit">{t("new.add")}</Button>
      </Stack>
    </form>
  );
}
