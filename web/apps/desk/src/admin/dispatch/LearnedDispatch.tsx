import { Button, Group, NumberInput, Switch } from "@mantine/core";
import type { Learned } from "@sori/api";
import { dateTimeText, Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { Wrong } from "../parts/Wrong";
import own from "./Dispatch.module.css";
import { learnedQuery, useSetLearned } from "./data";

/** What rules leave to people can be sent by what is learned: the switch, and how that would have gone. */
export function LearnedDispatch() {
  const { t } = useTranslation("admin");
  const learned = useQuery(learnedQuery);
  return (
    <section className={classes.card} aria-labelledby="dispatch-learned">
      <h3 id="dispatch-learned">{t("dispatch.learned.title")}</h3>
      <p className={classes.soft}>{t("dispatch.learned.about")}</p>
      {learned.isError ? (
        <Failure detail={problemDetail(learned.error)} onRetry={() => void learned.refetch()} />
      ) : learned.isPending ? (
        <Loading lines={4} />
      ) : (
        <>
          <Setting kept={learned.data} />
          <Report learned={learned.data} />
        </>
      )}
    </section>
  );
}

function Setting({ kept }: { kept: Learned }) {
  const { t } = useTranslation("admin");
  const [automatic, setAutomatic] = useState(kept.automatic);
  const [percent, setPercent] = useState<number | string>(kept.most_errors * 100);
  const change = useSetLearned();
  function submit(event: FormEvent) {
    event.preventDefault();
    if (typeof percent !== "number" || change.isPending) return;
    change.mutate({ automatic, most_errors: percent / 100 }, { onSuccess: () => say(t("dispatch.learned.kept")) });
  }
  return (
    <form onSubmit={submit} noValidate>
      <Group align="end">
        <NumberInput
          label={t("dispatch.learned.mostErrors")}
          suffix="%"
          decimalScale={1}
          step={0.5}
          clampBehavior="none"
          value={percent}
          onChange={setPercent}
        />
        <Switch
          mb={8}
          label={t("dispatch.learned.automatic")}
          checked={automatic}
          onChange={(event) => setAutomatic(event.currentTarget.checked)}
        />
        <Button type="submit" variant="default" loading={change.isPending}>
          {t("offices.keep")}
        </Button>
      </Group>
      {change.isPending && (
        <p role="status" className={classes.soft}>
          {t("dispatch.learned.learning")}
        </p>
      )}
      {change.isError && <Wrong said>{problemDetail(change.error) || t("offline")}</Wrong>}
    </form>
  );
}

function Report({ learned }: { learned: Learned }) {
  const { t, i18n } = useTranslation("admin");
  const text = useText();
  const { trial } = learned;
  const share = (part: number, whole: number) =>
    new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 1 }).format(
      whole > 0 ? part / whole : 0,
    );
  if (trial === null || learned.learned_at === null) {
    return <p className={classes.note}>{t("dispatch.learned.tooFew", { fewest: learned.fewest })}</p>;
  }
  return (
    <>
      <p style={{ margin: 0 }}>
        {t("dispatch.learned.from", {
          count: learned.cases,
          at: dateTimeText(learned.learned_at, i18n.language),
        })}{" "}
        {t("dispatch.learned.trial", {
          count: trial.cases,
          right: share(trial.right, trial.cases),
          sent: share(trial.sent, trial.cases),
          wrong: share(trial.sent_wrongly, trial.sent),
        })}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard */}
      <section className={own.tall} aria-label={t("dispatch.learned.types")} tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("dispatch.field.type")}</th>
              <th scope="col" data-number>
                {t("dispatch.learned.measured")}
              </th>
              <th scope="col" data-number>
                {t("dispatch.learned.threshold")}
              </th>
              <th scope="col" data-number>
                {t("dispatch.learned.sent")}
              </th>
              <th scope="col" data-number>
                {t("dispatch.learned.wrong")}
              </th>
            </tr>
          </thead>
          <tbody>
            {learned.types.map((one) => (
              <tr key={one.code}>
                <th scope="row">{text(one.name)}</th>
                <td data-number>{one.cases}</td>
                <td data-number>
                  {one.from_chance === null ? t("dispatch.learned.nothing") : share(one.from_chance, 1)}
                </td>
                <td data-number>{share(one.sent, one.cases)}</td>
                <td data-number>{one.sent > 0 ? share(one.wrong, one.sent) : "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
