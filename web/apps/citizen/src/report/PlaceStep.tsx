import type { PlaceTold, ReportForm } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSettled } from "../help/useSettled";
import { useFormat } from "../i18n/format";
import { Choices } from "../parts/Choices";
import { Spinner } from "../parts/Spinner";
import { Wrong } from "../parts/Wrong";
import { addressQuery, pointQuery } from "./data";
import { type Draft, placeQuestion } from "./draft";
import type { Change } from "./ReportPage";

/** Drawing maps is a large part of the page: it is fetched while the photo is taken. */
const PlaceMap = lazy(() => import("./PlaceMap"));

interface PlaceStepProps {
  draft: Draft;
  form: ReportForm | undefined;
  change: Change;
  wrong: Record<string, string>;
}

/** Where it is: from the photo, the phone, the map or in words. */
export function PlaceStep({ draft, form, change, wrong }: PlaceStepProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [looking, setLooking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const asked = form && placeQuestion(form);
  const reason = asked && wrong[asked.code];
  const address = useSettled(draft.address.trim(), 400);
  const ofPoint = useQuery(pointQuery(draft.point));
  const ofAddress = useQuery(addressQuery(draft.point ? "" : address));
  const told = draft.point ? ofPoint.data : address ? ofAddress.data : undefined;

  function askPhone() {
    if (looking) return;
    setProblem(null);
    if (!navigator.geolocation) return setProblem(t("report.place.noPhone"));
    setLooking(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLooking(false);
        change({ point: { longitude: coords.longitude, latitude: coords.latitude }, source: "phone", area: "" });
      },
      () => {
        setLooking(false);
        setProblem(t("report.place.noPhone"));
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  }

  return (
    <section className="report-step" aria-labelledby="report-place">
      <h2 id="report-place">{t("report.place.title")}</h2>
      <button
        type="button"
        className="krds-btn large secondary report-camera"
        aria-disabled={looking}
        onClick={askPhone}
      >
        {t(looking ? "report.place.looking" : "report.place.phone")}
      </button>
      {problem && (
        <p className="wrong" role="alert">
          {problem}
        </p>
      )}
      <Suspense fallback={<Spinner label={t("common.loading")} />}>
        <PlaceMap
          point={draft.point ?? told?.point ?? null}
          onChoose={(point) => change({ point, source: "map", area: "" })}
        />
      </Suspense>
      {draft.point && (
        <p className="report-source">
          {t(`report.place.from.${draft.source ?? "map"}`)}{" "}
          <button
            type="button"
            className="krds-btn small text"
            onClick={() => change({ point: null, source: null, area: "" })}
          >
            {t("report.place.clear")}
          </button>
        </p>
      )}
      <div className="field">
        <label htmlFor="report-address">{asked ? format.text(asked.ask) : t("report.place.address")}</label>
        <input
          id="report-address"
          className="krds-input"
          maxLength={300}
          autoComplete="off"
          value={draft.address}
          placeholder={t("report.place.example")}
          aria-invalid={Boolean(reason)}
          aria-describedby={reason ? "wrong-place" : undefined}
          onChange={(event) => change({ address: event.target.value, area: "" })}
        />
        <Wrong id="wrong-place" reason={reason} />
      </div>
      <div role="status">{told && <Told told={told} />}</div>
      {told && told.areas.length > 1 && (
        <AreaChoice told={told} chosen={draft.area} onChoose={(area) => change({ area })} />
      )}
    </section>
  );
}

function Told({ told }: { told: PlaceTold }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [area] = told.areas;
  if (told.certainty !== "certain" || !area) {
    return <p className="report-told">{t(`report.place.told.${told.certainty}`)}</p>;
  }
  const names = [area.district_name, area.neighbourhood_name].flatMap((name) => (name ? [format.text(name)] : []));
  return <p className="report-told sure">{t("report.place.told.certain", { where: names.join(" ") })}</p>;
}

interface AreaChoiceProps {
  told: PlaceTold;
  chosen: string;
  onChoose(area: string): void;
}

/** Which of those that a place may be in. */
function AreaChoice({ told, chosen, onChoose }: AreaChoiceProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const choices = told.areas.map((one) => ({
    value: [one.district, one.neighbourhood].filter(Boolean).join("\n"),
    label: [one.district_name, one.neighbourhood_name].flatMap((name) => (name ? [format.text(name)] : [])).join(" "),
  }));
  return (
    <Choices
      name="report-area"
      legend={t("report.place.which")}
      choices={choices}
      chosen={chosen}
      onChoose={onChoose}
    />
  );
}
