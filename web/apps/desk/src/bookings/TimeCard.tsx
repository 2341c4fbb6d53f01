import { Button, Textarea } from "@mantine/core";
import type { BookableDay, BookableTime, BookingLine } from "@sori/api";
import { Dialog, dateTimeText, serverNow, timeText } from "@sori/ui";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keepsTimes } from "../app/access";
import { say, sayProblem } from "../app/say";
import { problemDetail } from "../data/queries";
import { useMe } from "../data/session";
import knowledge from "../knowledge/Knowledge.module.css";
import { useCallOff, usePutOn, useTakeOff } from "./data";

interface TimeCardProps {
  service: BookableDay;
  time: BookableTime;
}

/** A time of a service, who has booked it, and calling it off. */
export function TimeCard({ service, time }: TimeCardProps) {
  const { t, i18n } = useTranslation("bookings");
  const me = useMe();
  const takeOff = useTakeOff(service.id);
  const putOn = usePutOn(service.id);
  const [asks, setAsks] = useState(false);
  const at = timeText(time.starts_at, i18n.language);
  const begun = new Date(time.starts_at).getTime() <= serverNow();
  const live = time.bookings.filter((one) => one.state !== "cancelled").length;
  const keeps = me !== null && keepsTimes(me.roles) && !begun;
  return (
    <section className={knowledge.card} aria-labelledby={`time-${time.starts_at}`}>
      <header className={knowledge.head}>
        <h3 id={`time-${time.starts_at}`}>{at}</h3>
        <span className={knowledge.soft}>
          {t("timeCounts", { capacity: service.content.capacity, booked: time.booked, waiting: time.waiting })}
        </span>
        <span className={knowledge.grow} />
        {keeps &&
          (time.off_because == null ? (
            <Button
              variant="default"
              size="compact-sm"
              aria-label={`${t("takeOff")}: ${at}`}
              onClick={() => setAsks(true)}
            >
              {t("takeOff")}
            </Button>
          ) : (
            <Button
              variant="default"
              size="compact-sm"
              aria-label={`${t("putOn")}: ${at}`}
              loading={putOn.isPending}
              onClick={() => putOn.mutate(time.starts_at, { onError: sayProblem })}
            >
              {t("putOn")}
            </Button>
          ))}
      </header>
      {time.off_because != null && (
        <p className={knowledge.warning}>
          {t("off")}. {t("because", { because: time.off_because })}
        </p>
      )}
      {time.bookings.length === 0 ? (
        <p className={knowledge.soft}>{t("nobody")}</p>
      ) : (
        <BookingTable at={at} bookings={time.bookings} begun={begun} />
      )}
      <ReasonDialog
        opened={asks}
        onClose={() => setAsks(false)}
        title={t("takeOffOf", { time: at })}
        told={t("endsAll", { count: live })}
        action={t("takeOff")}
        does={async (because) => {
          const { count } = await takeOff.mutateAsync({ starts_at: time.starts_at, because });
          say(t("doneAll", { count }));
        }}
      />
    </section>
  );
}

interface BookingTableProps {
  at: string;
  bookings: readonly BookingLine[];
  begun: boolean;
}

function BookingTable({ at, bookings, begun }: BookingTableProps) {
  const { t, i18n } = useTranslation("bookings");
  const callOff = useCallOff();
  const [asked, setAsked] = useState<number | null>(null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the keyboard
    <section className={knowledge.scroll} aria-label={t("bookingsOf", { time: at })} tabIndex={0}>
      <table className={knowledge.table}>
        <thead>
          <tr>
            <th scope="col">{t("column.number")}</th>
            <th scope="col" data-number>
              {t("column.people")}
            </th>
            <th scope="col">{t("column.state")}</th>
            <th scope="col">{t("column.made")}</th>
            <th scope="col">{t("column.action")}</th>
          </tr>
        </thead>
        <tbody>
          {bookings.map((one) => (
            <tr key={one.id}>
              <th scope="row">{one.id}</th>
              <td data-number>{one.people}</td>
              <td>
                <span className={knowledge.state}>{t(`state.${one.state}`)}</span>{" "}
                {one.called_off_because != null && t("calledOff", { because: one.called_off_because })}
                {one.is_told_by_text && one.state !== "cancelled" && (
                  <span className={knowledge.soft}>{t("toldByText")}</span>
                )}
              </td>
              <td>{dateTimeText(one.made_at, i18n.language)}</td>
              <td>
                {one.state !== "cancelled" && !begun && (
                  <Button
                    variant="default"
                    size="compact-sm"
                    aria-label={`${t("callOff")}: ${one.id}`}
                    onClick={() => setAsked(one.id)}
                  >
                    {t("callOff")}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ReasonDialog
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={t("callOffOf", { number: asked ?? "" })}
        told={t("letsIn")}
        action={t("callOff")}
        does={async (because) => {
          if (asked === null) return;
          await callOff.mutateAsync({ id: asked, because });
          say(t("doneOne"));
        }}
      />
    </section>
  );
}

interface ReasonDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will come of it. */
  told: string;
  action: string;
  does: (because: string) => Promise<void>;
}

/** Asks why, as citizens will be told, before anything is called off. */
function ReasonDialog({ opened, onClose, title, told, action, does }: ReasonDialogProps) {
  const { t } = useTranslation("bookings");
  const [because, setBecause] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const close = () => {
    setBecause("");
    setWrong("");
    onClose();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await does(because);
      close();
    } catch (error) {
      setWrong(problemDetail(error) ?? "");
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog opened={opened} onClose={close} title={title}>
      <form className={knowledge.stack} onSubmit={(event) => void submit(event)}>
        <p>{told}</p>
        <Textarea
          label={t("reason")}
          description={t("reasonHint")}
          autosize
          minRows={2}
          maxLength={200}
          required
          data-autofocus
          value={because}
          error={wrong || undefined}
          onChange={(event) => {
            setBecause(event.currentTarget.value);
            setWrong("");
          }}
        />
        <div className={knowledge.head}>
          <span className={knowledge.grow} />
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button type="submit" className={knowledge.danger ?? ""} loading={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
