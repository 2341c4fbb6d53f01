import { Button, Checkbox, MultiSelect, Select, TextInput } from "@mantine/core";
import type { BulkChange, BulkEdit } from "@sori/api";
import { Dialog } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { useText } from "../../i18n/useText";
import { departmentsQuery, useMakeBulk, usePreviewBulk } from "../data";
import { DifferenceList } from "../edit/DifferenceList";
import classes from "../Knowledge.module.css";
import { optionOf, useTopicOptions } from "../parts";

interface BulkDialogProps {
  ids: number[];
  opened: boolean;
  onClose: (done: boolean) => void;
}

/** An edit of several articles: first what it would change, then the change. */
export function BulkDialog({ ids, opened, onClose }: BulkDialogProps) {
  const { t } = useTranslation("knowledge");
  const text = useText();
  const [edit, setEdit] = useState<BulkEdit>({});
  const departments = useQuery({ ...departmentsQuery, enabled: opened }).data ?? [];
  const topics = useTopicOptions();
  const preview = usePreviewBulk();
  const make = useMakeBulk();
  const set = (change: BulkEdit) => {
    setEdit((before) => ({ ...before, ...change }));
    preview.reset();
  };
  const close = (done: boolean) => {
    setEdit({});
    preview.reset();
    onClose(done);
  };
  const changing = (preview.data ?? []).filter((one) => !one.refused).length;
  return (
    <Dialog opened={opened} onClose={() => close(false)} title={t("bulk.title")} size="lg">
      <div className={classes.stack}>
        <div className={classes.pair}>
          <Select
            label={t("bulk.department")}
            placeholder={t("bulk.leave")}
            clearable
            searchable
            data={departments.map(optionOf(text))}
            value={edit.department ?? null}
            onChange={(department) => set({ department })}
          />
          <Select
            label={t("bulk.audience")}
            placeholder={t("bulk.leave")}
            clearable
            data={(["public", "counsellors"] as const).map((value) => ({ value, label: t(`audience.${value}`) }))}
            value={edit.audience ?? null}
            onChange={(value) => set({ audience: value === "public" || value === "counsellors" ? value : null })}
          />
        </div>
        <div className={classes.pair}>
          <MultiSelect
            label={t("bulk.addTopics")}
            data={topics}
            searchable
            value={edit.add_topics ?? []}
            onChange={(add_topics) => set({ add_topics })}
            comboboxProps={{ withinPortal: false }}
          />
          <MultiSelect
            label={t("bulk.removeTopics")}
            data={topics}
            searchable
            value={edit.remove_topics ?? []}
            onChange={(remove_topics) => set({ remove_topics })}
            comboboxProps={{ withinPortal: false }}
          />
        </div>
        <div className={classes.pair}>
          <TextInput
            type="date"
            label={t("bulk.reviewDue")}
            value={edit.review_due ?? ""}
            onChange={(event) => set({ review_due: event.currentTarget.value || null })}
          />
          <Checkbox
            label={t("bulk.retire")}
            checked={edit.retire ?? false}
            onChange={(event) => set({ retire: event.currentTarget.checked })}
          />
        </div>
        <div className={classes.actions}>
          <Button
            variant="default"
            loading={preview.isPending}
            onClick={() => preview.mutate({ ids, edit })}
            data-autofocus
          >
            {t("bulk.preview")}
          </Button>
          {changing > 0 && (
            <Button
              loading={make.isPending}
              onClick={() =>
                make.mutate(
                  { ids, edit },
                  {
                    onSuccess: (done) => {
                      say(t("bulk.done", { count: done.filter((one) => !one.refused).length }));
                      close(true);
                    },
                  },
                )
              }
            >
              {t("bulk.make", { count: changing })}
            </Button>
          )}
        </div>
        {preview.data && <Changes changes={preview.data} due={edit.review_due ?? ""} />}
      </div>
    </Dialog>
  );
}

function Changes({ changes, due }: { changes: readonly BulkChange[]; due: string }) {
  const { t } = useTranslation("knowledge");
  if (changes.length === 0) return <p role="status">{t("bulk.nothing")}</p>;
  return (
    <ul className={classes.list} role="status">
      {changes.map((one) => (
        <li key={one.article_id} className={classes.card}>
          <strong>{one.question}</strong>
          {one.refused ? (
            <span className={classes.warning}>{t("bulk.refused", { state: one.refused })}</span>
          ) : (
            <>
              {one.retired && <span>{t("bulk.retired")}</span>}
              {one.review_due && <span>{t("bulk.due", { date: due })}</span>}
              <DifferenceList differences={one.differences} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
