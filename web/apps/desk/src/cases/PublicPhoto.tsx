import { Button } from "@mantine/core";
import type { CasePhoto, CoveredArea } from "@sori/api";
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../app/say";
import { problemDetail } from "../data/queries";
import knowledge from "../knowledge/Knowledge.module.css";
import { between, middle, steered } from "./areas";
import classes from "./Cases.module.css";
import { photoUrl, useDecide } from "./data";

interface PublicPhotoProps {
  caseId: number;
  photo: CasePhoto;
  number: number;
}

/** Whether everybody may see a photo, and with what covered: proposed by the machine, said by a person. */
export function PublicPhoto({ caseId, photo, number }: PublicPhotoProps) {
  const { t } = useTranslation("cases");
  const [opened, setOpened] = useState(false);
  return (
    <>
      <p className={classes.publicState} role="status">
        {t(`publicPhoto.${stateOf(photo)}`)}
      </p>
      {opened ? (
        <Editor caseId={caseId} photo={photo} number={number} onClose={() => setOpened(false)} />
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => setOpened(true)}>
          {t("publicPhoto.check", { number })}
        </Button>
      )}
    </>
  );
}

function stateOf({ public_copy: copy }: CasePhoto) {
  if (copy === null) return "preparing";
  if (copy.decided_at === null) return copy.published ? "automatic" : "proposed";
  return copy.published ? "published" : "withheld";
}

function Editor({ caseId, photo, number, onClose }: PublicPhotoProps & { onClose(): void }) {
  const { t } = useTranslation("cases");
  const [areas, setAreas] = useState<CoveredArea[]>(photo.public_copy?.areas ?? []);
  const [chosen, setChosen] = useState<number | null>(null);
  const decide = useDecide(caseId, photo.id);
  const save = (published: boolean) =>
    decide.mutate(
      { areas, published },
      {
        onSuccess: () => {
          say(t(published ? "publicPhoto.donePublished" : "publicPhoto.doneWithheld"));
          onClose();
        },
      },
    );
  const onKey = (event: KeyboardEvent, index: number, area: CoveredArea) => {
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      setAreas(areas.filter((_, at) => at !== index));
      setChosen(null);
      return;
    }
    const changed = steered(area, event.key, event.shiftKey, photo);
    if (changed === null) return;
    event.preventDefault();
    setAreas(areas.map((other, at) => (at === index ? changed : other)));
  };
  return (
    <section aria-label={t("publicPhoto.title", { number })}>
      <p className={knowledge.soft}>{t("publicPhoto.hint")}</p>
      <Canvas photo={photo} onDrawn={(area) => setAreas([...areas, area])}>
        <img src={photoUrl(caseId, photo.id)} alt={photo.name} width={photo.width} height={photo.height} />
        {areas.map((area, index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: an area is known by its place in the list alone
            key={index}
            type="button"
            className={classes.area}
            style={placed(area, photo)}
            data-chosen={index === chosen || undefined}
            aria-label={t("publicPhoto.area", { number: index + 1, ...inPercent(area, photo) })}
            onFocus={() => setChosen(index)}
            onKeyDown={(event) => onKey(event, index, area)}
          />
        ))}
      </Canvas>
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => setAreas([...areas, middle(photo)])}>
          {t("publicPhoto.add")}
        </Button>
        <Button loading={decide.isPending} onClick={() => save(true)}>
          {t("publicPhoto.publish")}
        </Button>
        <Button variant="default" loading={decide.isPending} onClick={() => save(false)}>
          {t("publicPhoto.withhold")}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t("publicPhoto.close")}
        </Button>
      </div>
      {decide.isError && (
        <p className={knowledge.warning} data-bad role="alert">
          {problemDetail(decide.error) || t("offline")}
        </p>
      )}
    </section>
  );
}

interface CanvasProps {
  photo: CasePhoto;
  onDrawn(area: CoveredArea): void;
  children: ReactNode;
}

/** Where areas are drawn with a pointer; those that are there are reached by the keyboard too. */
function Canvas({ photo, onDrawn, children }: CanvasProps) {
  const canvas = useRef<HTMLDivElement>(null);
  const [from, setFrom] = useState<{ x: number; y: number } | null>(null);
  const [drawn, setDrawn] = useState<CoveredArea | null>(null);
  const spot = (event: PointerEvent) => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box || box.width === 0) return { x: 0, y: 0 };
    return {
      x: ((event.clientX - box.left) / box.width) * photo.width,
      y: ((event.clientY - box.top) / box.height) * photo.height,
    };
  };
  const end = () => {
    if (drawn !== null) onDrawn(drawn);
    setFrom(null);
    setDrawn(null);
  };
  return (
    <div
      ref={canvas}
      className={classes.canvas}
      onPointerDown={(event) => {
        // An area that is there is chosen, not drawn upon.
        if ((event.target as Element).closest("button")) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom(spot(event));
      }}
      onPointerMove={(event) => {
        if (from !== null) setDrawn(between(from, spot(event), photo));
      }}
      onPointerUp={end}
      onPointerCancel={() => {
        setFrom(null);
        setDrawn(null);
      }}
    >
      {children}
      {drawn !== null && <span className={classes.area} data-drawn style={placed(drawn, photo)} />}
    </div>
  );
}

const inPercent = (area: CoveredArea, photo: CasePhoto) => ({
  left: Math.round((area.left / photo.width) * 100),
  top: Math.round((area.top / photo.height) * 100),
  width: Math.round((area.width / photo.width) * 100),
  height: Math.round((area.height / photo.height) * 100),
});

const placed = (area: CoveredArea, photo: CasePhoto): CSSProperties => ({
  left: `${(area.left / photo.width) * 100}%`,
  top: `${(area.top / photo.height) * 100}%`,
  width: `${(area.width / photo.width) * 100}%`,
  height: `${(area.height / photo.height) * 100}%`,
});
