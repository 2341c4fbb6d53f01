import { Alert, Button, NativeSelect } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { FloorQueue, PersonSkills } from "@sori/api";
import { Dialog, Failure, Loading, serverNow } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../app/say";
import { problemDetail } from "../data/queries";
import { peopleQuery, previewQuery, useMove, useUndoMove } from "../data/team";
import { useText } from "../i18n/useText";
import work from "./Work.module.css";

interface MoveSheetProps {
  ids: readonly number[];
  queues: readonly FloorQueue[];
  onClose: () => void;
}

/** Chosen people, the queues they serve, and their skills for today. */
export function MoveSheet({ ids, queues, onClose }: MoveSheetProps) {
  const { t } = useTranslation();
  return (
    <Dialog side opened={ids.length > 0} onClose={onClose} size={520} title={t("move.title", { count: ids.length })}>
      {ids.length > 0 && <MoveForm ids={ids} queues={queues} onClose={onClose} />}
    </Dialog>
  );
}

function MoveForm({ ids, queues, onClose }: MoveSheetProps) {
  const { t } = useTranslation();
  const text = useText();
  const people = useQuery(peopleQuery);
  const [levels, setLevels] = useState<ReadonlyMap<string, number>>(new Map());
  const [hours, setHours] = useState(0);
  const order = {
    staff_ids: [...ids],
    skills: [...levels].map(([skill, level]) => ({ skill, level })),
    until: hours === 0 ? null : new Date(Math.ceil((serverNow() + hours * 3_600_000) / 60_000) * 60_000).toISOString(),
  };
  const preview = useQuery({ ...previewQuery({ ...order, until: null }), enabled: people.data !== undefined });
  const chosen = people.data?.filter((person) => ids.includes(person.id)) ?? [];
  const { save, saving } = useSaveMove(onClose);
  if (people.isPending) return <Loading lines={6} height={40} />;
  if (people.isError) return <Failure detail={problemDetail(people.error)} onRetry={() => void people.refetch()} />;
  const skills = chosen[0]?.skills ?? [];
  const name = (id: number) => {
    const queue = queues.find((one) => one.id === id);
    return queue ? text(queue.name) : "";
  };
  return (
    <form
      className={work.sheet}
      onSubmit={(event) => {
        event.preventDefault();
        save(order);
      }}
    >
      <h3>{t("move.serves")}</h3>
      <ul className={work.rows}>
        {(preview.data?.people ?? chosen).map((person) => (
          <ServedRow key={person.id} person={person} name={name} />
        ))}
      </ul>
      <h3>{t("move.skills")}</h3>
      <div className={work.skills}>
        {skills.map((skill) => (
          <NativeSelect
            key={skill.code}
            label={text(skill.name)}
            value={String(levels.get(skill.code) ?? common(chosen, skill.code) ?? "mixed")}
            onChange={(event) =>
              setLevels(new Map([...levels, [skill.code, Number(event.currentTarget.value)] as const]))
            }
            data={[
              ...(common(chosen, skill.code) === null && !levels.has(skill.code)
                ? [{ value: "mixed", label: t("move.mixed"), disabled: true }]
                : []),
              { value: "0", label: t("move.without") },
              ...[1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: t("move.level", { level }) })),
            ]}
          />
        ))}
      </div>
      <NativeSelect
        label={t("move.until")}
        value={String(hours)}
        onChange={(event) => setHours(Number(event.currentTarget.value))}
        data={[
          { value: "0", label: t("move.endOfDay") },
          ...[1, 2, 4].map((one) => ({ value: String(one), label: t("move.hours", { hours: one }) })),
        ]}
      />
      {(preview.data?.left_alone.length ?? 0) > 0 && (
        <Alert role="alert" color="yellow" variant="outline">
          {t("move.leftAlone", { queues: preview.data?.left_alone.map(name).join(", ") })}
        </Alert>
      )}
      <div className={work.buttons}>
        <Button variant="default" onClick={onClose}>
          {t("cancel")}
        </Button>
        <Button type="submit" loading={saving} disabled={levels.size === 0}>
          {t("move.save")}
        </Button>
      </div>
    </form>
  );
}

/** Moves, and offers the way back for as long as the message stands. */
function useSaveMove(onClose: () => void) {
  const { t } = useTranslation();
  const move = useMove();
  const undo = useUndoMove();
  const save = (order: Parameters<typeof move.mutate>[0]) =>
    move.mutate(order, {
      onSuccess: ({ id }) => {
        onClose();
        const note = `move-${id}`;
        notifications.show({
          id: note,
          autoClose: 30_000,
          closeButtonProps: { "aria-label": t("dismiss") },
          message: (
            <span className={work.undo}>
              {t("move.done")}
              <Button
                size="compact-sm"
                variant="default"
                onClick={() =>
                  // The sheet is closed by now, so the callbacks of `mutate` would not be called.
                  undo
                    .mutateAsync(id)
                    .then(() => {
                      notifications.hide(note);
                      say(t("move.undone"));
                    })
                    .catch(() => undefined)
                }
              >
                {t("move.undo")}
              </Button>
            </span>
          ),
        });
      },
    });
  return { save, saving: move.isPending };
}

function ServedRow({ person, name }: { person: PersonSkills; name: (id: number) => string }) {
  const { t } = useTranslation();
  const served = person.queues.map((one) =>
    one.step === 0 ? name(one.queue_id) : t("move.byStep", { queue: name(one.queue_id), step: one.step + 1 }),
  );
  return (
    <li className={work.row}>
      <strong>{person.display_name}</strong>
      <span className={work.grow}>{served.length > 0 ? served.join(", ") : t("move.servesNone")}</span>
    </li>
  );
}

/** The level that all of them have, or null where they differ. */
function common(people: readonly PersonSkills[], code: string): number | null {
  const levels = new Set(people.map((person) => person.skills.find((skill) => skill.code === code)?.level ?? 0));
  return levels.size === 1 ? ([...levels][0] ?? 0) : null;
}
