import { Button, TextInput } from "@mantine/core";
import type { Scenario } from "@sori/api";
import { dateTimeText } from "@sori/ui";
import { IconDeviceFloppy, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../data/queries";
import { keep, keptQuery, remove } from "../data/twin";
import figures from "../figures/Figures.module.css";
import classes from "./Twin.module.css";

const route = getRouteApi("/staff/twin");

/** Where a scenario comes from, and where it is kept. */
export function Sources({ scenario }: { scenario: Scenario | null }) {
  const { t } = useTranslation("twin");
  const search = route.useSearch();
  const modelCity = search.scenario === undefined && search.day === undefined;
  return (
    <section className={figures.section} aria-labelledby="twin-source">
      <h2 id="twin-source">{t("source")}</h2>
      <div className={classes.sources}>
        <Link from="/twin" to="." search={{}} className={figures.choice} aria-current={modelCity ? "page" : undefined}>
          {t("modelCity")}
        </Link>
        <Day />
        {scenario && <Keep scenario={scenario} />}
      </div>
      <Kept />
    </section>
  );
}

function Day() {
  const { t } = useTranslation("twin");
  const { day: shown = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const [day, setDay] = useState(shown);
  return (
    <form
      className={classes.oneLine}
      onSubmit={(event) => {
        event.preventDefault();
        if (day) void navigate({ search: { day } });
      }}
    >
      <TextInput size="xs" type="date" label={t("day")} value={day} onChange={(event) => setDay(event.target.value)} />
      <Button size="xs" type="submit" variant="default" disabled={!day}>
        {t("openDay")}
      </Button>
    </form>
  );
}

function Keep({ scenario }: { scenario: Scenario }) {
  const { t } = useTranslation("twin");
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const [title, setTitle] = useState(scenario.title);
  const keeping = useMutation({
    mutationFn: () => keep({ ...scenario, title: title.trim() }),
    onSuccess: async (kept) => {
      await queries.invalidateQueries({ queryKey: keptQuery.queryKey });
      await navigate({ search: { scenario: kept.id } });
    },
  });
  const said = useId();
  return (
    <form
      className={classes.oneLine}
      onSubmit={(event) => {
        event.preventDefault();
        keeping.mutate();
      }}
    >
      <TextInput
        size="xs"
        label={t("name")}
        value={title}
        maxLength={200}
        onChange={(event) => setTitle(event.target.value)}
        error={keeping.isError ? problemDetail(keeping.error) : undefined}
        aria-describedby={said}
      />
      <Button
        size="xs"
        type="submit"
        loading={keeping.isPending}
        disabled={!title.trim()}
        leftSection={<IconDeviceFloppy size={16} aria-hidden />}
      >
        {t("save")}
      </Button>
    </form>
  );
}

function Kept() {
  const { t, i18n } = useTranslation("twin");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const kept = useQuery(keptQuery);
  const removing = useMutation({
    mutationFn: remove,
    onSuccess: async (_, id) => {
      await queries.invalidateQueries({ queryKey: keptQuery.queryKey });
      if (search.scenario === id) await navigate({ search: {} });
    },
  });
  if (!kept.data) return null;
  return (
    <details className={classes.kept} open={search.scenario !== undefined}>
      <summary>{t("kept")}</summary>
      {search.scenario !== undefined && <p role="status">{t("saved")}</p>}
      {kept.data.length === 0 ? (
        <p>{t("noKept")}</p>
      ) : (
        <ul>
          {kept.data.map((one) => (
            <li key={one.id}>
              <Link
                from="/twin"
                to="."
                search={{ scenario: one.id }}
                className={figures.choice}
                aria-current={one.id === search.scenario ? "page" : undefined}
              >
                {t("keptBy", { title: one.title, name: one.made_by, at: dateTimeText(one.made_at, i18n.language) })}
              </Link>
              <Button
                size="compact-xs"
                variant="subtle"
                color="red"
                aria-label={`${t("remove")}: ${one.title}`}
                onClick={() => removing.mutate(one.id)}
              >
                <IconTrash size={16} aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
