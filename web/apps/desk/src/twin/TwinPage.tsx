import type { Scenario, TwinFigures } from "@sori/api";
import { Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../data/queries";
import { playQuery, scenarioQuery } from "../data/twin";
import figures from "../figures/Figures.module.css";
import { loadTexts } from "./i18n/load";
import { Results } from "./Results";
import { Sources } from "./Sources";
import { StaffingCurve } from "./StaffingCurve";

loadTexts();

const route = getRouteApi("/staff/twin");
/** After the last change; whoever drags changes much. */
const PLAY_AFTER_MS = 500;

/** A run that others are compared with. */
export interface Compared {
  scenario: Scenario;
  figures: TwinFigures;
}

/** The centre in virtual time: another staffing curve, and what it would do. */
export function TwinPage() {
  const { t } = useTranslation("twin");
  const search = route.useSearch();
  const opened = useQuery(scenarioQuery(search));
  useEffect(() => {
    document.title = `${t("title")} — Sori`;
  }, [t]);
  return (
    <div className={figures.page}>
      {opened.data ? (
        <Planned key={`${search.scenario} ${search.day}`} opened={opened.data} />
      ) : (
        <>
          <Sources scenario={null} />
          {opened.isError ? (
            <Failure detail={problemDetail(opened.error)} onRetry={() => void opened.refetch()} />
          ) : (
            <Loading lines={8} height={40} />
          )}
        </>
      )}
    </div>
  );
}

function Planned({ opened }: { opened: Scenario }) {
  const [scenario, setScenario] = useState(opened);
  const [compared, setCompared] = useState<Compared | null>(null);
  const settled = useSettled(scenario);
  const played = useQuery(playQuery(settled));
  const running = played.isFetching || settled !== scenario;
  return (
    <>
      <Sources scenario={scenario} />
      <StaffingCurve scenario={scenario} onChange={setScenario} onReset={() => setScenario(opened)} />
      {played.data && !played.isError ? (
        <Results
          scenario={settled}
          figures={played.data}
          running={running}
          compared={compared}
          onCompare={(pinned) => setCompared(pinned ? { scenario: settled, figures: played.data } : null)}
        />
      ) : played.isError ? (
        <Failure detail={problemDetail(played.error)} onRetry={() => void played.refetch()} />
      ) : (
        <Loading lines={8} height={40} />
      )}
    </>
  );
}

/** The scenario once it has not changed for a while. */
function useSettled(scenario: Scenario): Scenario {
  const [settled, setSettled] = useState(scenario);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(scenario), PLAY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [scenario]);
  return settled;
}
