import { Button, Group, Stack, Textarea } from "@mantine/core";
import type { CheckedRules } from "@sori/api";
import { Dialog, dateTimeText } from "@sori/ui";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { Wrong } from "../parts/Wrong";
import own from "./Dispatch.module.css";
import { useKeep } from "./data";
import type { RulesDraft } from "./draft";

interface ReviewRulesProps {
  draft: RulesDraft;
  checked: CheckedRules;
  onClose: () => void;
  onKept: () => void;
}

/** What a draft would have done with the last cases, before it holds; why, and keeping it. */
export function ReviewRules({ draft, checked, onClose, onKept }: ReviewRulesProps) {
  const { t, i18n } = useTranslation("admin");
  const text = useText();
  const [note, setNote] = useState("");
  const keep = useKeep();
  const send = () =>
    keep.mutate(
      { ...draft, note },
      {
        onSuccess: (kept) => {
          say(t("dispatch.kept", { count: kept.rules.length }));
          onKept();
        },
      },
    );
  return (
    <Dialog opened onClose={onClose} title={t("dispatch.review")} size={760}>
      <Stack>
        <p style={{ margin: 0 }}>
          {t(checked.moved.length > 0 ? "dispatch.preview" : "dispatch.previewNone", {
            count: checked.moved.length,
            cases: checked.cases,
          })}
        </p>
        {checked.moved.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
          <section className={own.tall} aria-label={t("dispatch.movedCases")} tabIndex={0}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{t("dispatch.case")}</th>
                  <th scope="col">{t("dispatch.before")}</th>
                  <th scope="col">{t("dispatch.after")}</th>
                </tr>
              </thead>
              <tbody>
                {checked.moved.map((one) => (
                  <tr key={one.id}>
                    <th scope="row">
                      <Link to="/cases/$id" params={{ id: one.id }} preload={false}>
                        {one.number}
                      </Link>{" "}
                      {text(one.type_name)}
                      <br />
                      <span className={classes.soft}>{dateTimeText(one.received_at, i18n.language)}</span>
                    </th>
                    <td>{one.before ? text(one.before) : t("dispatch.people")}</td>
                    <td>{one.after ? text(one.after) : t("dispatch.people")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        <Textarea
          label={t("review.note")}
          description={t("review.noteHelp")}
          value={note}
          maxLength={500}
          autosize
          minRows={1}
          maxRows={4}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {keep.isError && <Wrong said>{problemDetail(keep.error) || t("offline")}</Wrong>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("review.back")}
          </Button>
          <Button loading={keep.isPending} onClick={send}>
            {t("review.apply")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
