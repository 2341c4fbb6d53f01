import { Button, Group } from "@mantine/core";
import type { ChangeShown } from "@sori/api";
import { Dialog, dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconArrowBackUp, IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import classes from "../Admin.module.css";
import { changesQuery, useUndo } from "../data";
import { SectionHead } from "../parts/SectionHead";
import { Wrong } from "../parts/Wrong";
import { EditList } from "../review/EditList";
import { FaultList } from "../review/FaultList";

const tone = { scheduled: "waits", applied: "added", cancelled: "quiet", failed: "removed" } as const;

/** Every change: who made it, when it came into force, why, from what to what; and the way back. */
export function HistorySection() {
  const { t } = useTranslation("admin");
  const list = useInfiniteQuery(changesQuery);
  const [undoing, setUndoing] = useState<ChangeShown | null>(null);
  const changes = list.data?.pages.flatMap((page) => page.items) ?? [];
  const scheduled = changes.filter((change) => change.state === "scheduled");
  const rest = changes.filter((change) => change.state !== "scheduled");
  return (
    <>
      <SectionHead section="history" />
      {list.isError ? (
        <Failure detail={problemDetail(list.error)} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading lines={6} height={60} />
      ) : changes.length === 0 ? (
        <Empty icon={<IconHistory size={32} />} title={t("history.none")} />
      ) : (
        <>
          {scheduled.length > 0 && (
            <>
              <h3>{t("history.scheduled")}</h3>
              <Changes changes={scheduled} onUndo={setUndoing} />
              <h3>{t("history.made")}</h3>
            </>
          )}
          <Changes changes={rest} onUndo={setUndoing} />
        </>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("history.older")}
        </Button>
      )}
      <UndoDialog change={undoing} onClose={() => setUndoing(null)} />
    </>
  );
}

function Changes({ changes, onUndo }: { changes: readonly ChangeShown[]; onUndo: (change: ChangeShown) => void }) {
  return (
    <ul className={classes.changes}>
      {changes.map((change) => (
        <ChangeItem key={change.id} change={change} onUndo={onUndo} />
      ))}
    </ul>
  );
}

function ChangeItem({ change, onUndo }: { change: ChangeShown; onUndo: (change: ChangeShown) => void }) {
  const { t, i18n } = useTranslation("admin");
  const [shown, setShown] = useState(false);
  const at = (iso: string) => dateTimeText(iso, i18n.language);
  const undoable = change.state === "scheduled" || (change.state === "applied" && change.undone_by_id === null);
  return (
    <li className={classes.card}>
      <div className={classes.changeHead}>
        <span className={classes.mark} data-what={tone[change.state]}>
          {t(`state.${change.state}`)}
        </span>
        <strong>{t("history.number", { id: change.id })}</strong>
        <span>{change.made_by ?? t("history.installation")}</span>
        <span className={classes.soft}>{at(change.made_at)}</span>
        {change.state === "scheduled" && <span>{t("history.from", { moment: at(change.effective_at) })}</span>}
        {change.undoes_id !== null && (
          <span className={classes.soft}>{t("history.undoes", { id: change.undoes_id })}</span>
        )}
        {change.undone_by_id !== null && (
          <span className={classes.soft}>{t("history.undoneBy", { id: change.undone_by_id })}</span>
        )}
      </div>
      {change.note && <p style={{ margin: 0 }}>{change.note}</p>}
      {change.faults.length > 0 && (
        <Wrong title={t("history.failed")}>
          <FaultList faults={change.faults} />
        </Wrong>
      )}
      <Group gap="xs">
        <Button variant="subtle" size="compact-sm" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t(shown ? "history.hide" : "history.show", { count: change.edits.length })}
        </Button>
        {undoable && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            aria-label={t(change.state === "scheduled" ? "history.callOffNumber" : "history.undoNumber", {
              id: change.id,
            })}
            onClick={() => onUndo(change)}
          >
            {t(change.state === "scheduled" ? "applied.callOff" : "applied.undo")}
          </Button>
        )}
      </Group>
      {shown && <EditList edits={change.edits} />}
    </li>
  );
}

function UndoDialog({ change, onClose }: { change: ChangeShown | null; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const undo = useUndo();
  const scheduled = change?.state === "scheduled";
  const close = () => {
    undo.reset();
    onClose();
  };
  const send = () =>
    change &&
    undo.mutate(change.id, {
      onSuccess: () => {
        say(t(scheduled ? "applied.off" : "applied.undone"));
        close();
      },
    });
  return (
    <Dialog
      opened={change !== null}
      onClose={close}
      title={t(scheduled ? "history.askCallOff" : "history.askUndo")}
      size={680}
    >
      {change && (
        <>
          <p>{t(scheduled ? "history.callOffAbout" : "history.undoAbout")}</p>
          <EditList
            edits={
              scheduled
                ? change.edits
                : change.edits.map((edit) => ({ ...edit, before: edit.after, after: edit.before }))
            }
          />
          {undo.isError && <Wrong said>{problemDetail(undo.error) || t("offline")}</Wrong>}
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={close}>
              {t("review.back")}
            </Button>
            <Button loading={undo.isPending} onClick={send}>
              {t(scheduled ? "applied.callOff" : "applied.undo")}
            </Button>
          </Group>
        </>
      )}
    </Dialog>
  );
}
