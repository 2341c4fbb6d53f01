import { Button, Group, SegmentedControl, Stack, Textarea } from "@mantine/core";
import { Dialog } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { checkQuery, useApply } from "../data";
import { useAdministration } from "../draft/useAdministration";
import { MomentField } from "../fields/MomentField";
import { Wrong } from "../parts/Wrong";
import { EditList } from "./EditList";
import { FaultList } from "./FaultList";
import classes from "./Review.module.css";
import { useSayApplied } from "./useSayApplied";

/** The draft before it is applied: before and after, why, and when. */
export function ReviewDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { draft } = useAdministration();
  return (
    <Dialog opened={opened} onClose={onClose} title={t("review.title", { count: draft.length })} size={760}>
      {opened && <Review onClose={onClose} />}
    </Dialog>
  );
}

function Review({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { draft, replace, revert } = useAdministration();
  const [note, setNote] = useState("");
  const [later, setLater] = useState(false);
  const [moment, setMoment] = useState<string | null>(null);
  const apply = useApply();
  const sayApplied = useSayApplied();
  const effectiveAt = later ? moment : null;
  const check = useQuery(checkQuery(draft, effectiveAt));
  const faults = check.data ?? [];
  const send = () =>
    apply.mutate(
      { edits: draft, note, effectiveAt },
      {
        onSuccess: (change) => {
          replace([]);
          onClose();
          sayApplied(change);
        },
      },
    );
  return (
    <Stack gap="md">
      <div className={classes.reviewed}>
        <EditList edits={draft} onDrop={(edit) => revert(edit.kind, edit.code)} />
      </div>
      <Textarea
        label={t("review.note")}
        description={t("review.noteHelp")}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={500}
        autosize
        minRows={1}
        maxRows={4}
      />
      <Group align="end">
        <SegmentedControl
          aria-label={t("review.when")}
          value={later ? "later" : "now"}
          onChange={(value) => setLater(value === "later")}
          data={[
            { value: "now", label: t("review.now") },
            { value: "later", label: t("review.later") },
          ]}
        />
        {later && (
          <div className={classes.moment}>
            <MomentField
              label={t("review.moment")}
              description={t("review.cityTime")}
              value={moment}
              onChange={setMoment}
            />
          </div>
        )}
      </Group>
      {faults.length > 0 && (
        <Wrong title={t("bar.wrong", { count: faults.length })}>
          <FaultList faults={faults} onGo={onClose} />
        </Wrong>
      )}
      {apply.isError && <Wrong said>{problemDetail(apply.error) || t("offline")}</Wrong>}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("review.back")}
        </Button>
        <Button
          loading={apply.isPending}
          disabled={draft.length === 0 || faults.length > 0 || check.isPending || (later && moment === null)}
          onClick={send}
        >
          {later ? t("review.schedule") : t("review.apply")}
        </Button>
      </Group>
    </Stack>
  );
}
