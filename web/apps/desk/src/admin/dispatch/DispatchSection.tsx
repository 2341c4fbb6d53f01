import { Button, FileButton, Group } from "@mantine/core";
import type { RejectedRule, RulesShown } from "@sori/api";
import { Failure, Loading } from "@sori/ui";
import { IconDownload, IconFileImport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import classes from "../Admin.module.css";
import { SectionHead } from "../parts/SectionHead";
import { Wrong } from "../parts/Wrong";
import { checkQuery, rulesQuery, useReadFile } from "./data";
import { useRulesDraft } from "./draft";
import { LearnedDispatch } from "./LearnedDispatch";
import { ReviewRules } from "./ReviewRules";
import { RuleDialog } from "./RuleDialog";
import { RulesHistory } from "./RulesHistory";
import { RulesTable } from "./RulesTable";
import { TryRules } from "./TryRules";

/** Whose cases are: the rules as a draft, tried and reviewed before they hold, and what is learned beside them. */
export function DispatchSection() {
  const shown = useQuery(rulesQuery);
  if (shown.data) return <Rules shown={shown.data} />;
  return (
    <>
      <SectionHead section="dispatch" />
      {shown.isError ? (
        <Failure detail={problemDetail(shown.error)} onRetry={() => void shown.refetch()} />
      ) : (
        <Loading lines={6} height={40} />
      )}
    </>
  );
}

function Rules({ shown }: { shown: RulesShown }) {
  const { t } = useTranslation("admin");
  const { draft, rules, outdated, put, rebase, drop } = useRulesDraft(shown);
  const [open, setOpen] = useState<number | null>(null);
  const [reviewing, setReviewing] = useState(false);
  const check = useQuery({ ...checkQuery(rules), enabled: draft !== null });
  const rejected: readonly RejectedRule[] = draft === null ? [] : (check.data?.rejected ?? []);
  const settled = check.data !== undefined && !check.isPlaceholderData;
  const chosen = open === null ? undefined : rules[open];
  const add = () => {
    put([...rules, {}]);
    setOpen(rules.length);
  };
  return (
    <>
      <SectionHead section="dispatch" add={t("dispatch.add")} onAdd={add}>
        <Button
          component="a"
          variant="default"
          href="/api/dispatch/file"
          download
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t("file.download")}
        </Button>
        <FileIn onTake={put} />
      </SectionHead>
      {outdated && (
        <Wrong title={t("dispatch.outdated")}>
          <Group gap="xs" mt={4}>
            <Button variant="default" size="compact-sm" onClick={drop}>
              {t("bar.discard")}
            </Button>
            <Button variant="default" size="compact-sm" onClick={rebase}>
              {t("bar.rebase")}
            </Button>
          </Group>
        </Wrong>
      )}
      <RulesTable shown={shown} rules={rules} rejected={rejected} onOpen={setOpen} onChange={put} />
      {draft !== null && (
        <Group role="group" aria-label={t("bar.label")}>
          <span role="status" className={classes.soft}>
            {check.isError
              ? problemDetail(check.error) || t("offline")
              : !settled
                ? t("bar.checking")
                : rejected.length > 0
                  ? t("bar.wrong", { count: rejected.length })
                  : t("bar.right")}
          </span>
          <Button variant="default" onClick={drop}>
            {t("bar.discard")}
          </Button>
          <Button disabled={!settled || rejected.length > 0 || outdated} onClick={() => setReviewing(true)}>
            {t("bar.review")}
          </Button>
        </Group>
      )}
      <TryRules shown={shown} rules={rules} />
      <LearnedDispatch />
      <RulesHistory
        onTake={(before) => {
          put(before);
          say(t("dispatch.taken", { count: before.length }));
        }}
      />
      {open !== null && chosen && (
        <RuleDialog
          shown={shown}
          number={open + 1}
          rule={chosen}
          rejected={rejected.filter((one) => one.rule === open + 1)}
          onChange={(rule) => put(rules.map((one, at) => (at === open ? rule : one)))}
          onClose={() => setOpen(null)}
        />
      )}
      {reviewing && draft !== null && check.data && (
        <ReviewRules
          draft={draft}
          checked={check.data}
          onClose={() => setReviewing(false)}
          onKept={() => {
            drop();
            setReviewing(false);
          }}
        />
      )}
    </>
  );
}

/** A file's rules go into the draft; what can't be read of it is told by line, and nothing is taken. */
function FileIn({ onTake }: { onTake: (rules: RulesShown["rules"]) => void }) {
  const { t } = useTranslation("admin");
  const read = useReadFile();
  const reset = useRef<() => void>(null);
  const choose = async (file: File | null) => {
    if (!file) return;
    const text = await file.text();
    reset.current?.();
    read.mutate(text, {
      onSuccess: (found) => {
        if (found.rejected.length > 0) return;
        onTake(found.rules);
        say(t("dispatch.taken", { count: found.rules.length }));
      },
    });
  };
  const rejected = read.data?.rejected ?? [];
  return (
    <>
      <FileButton resetRef={reset} accept=".toml,application/toml,text/plain" onChange={(file) => void choose(file)}>
        {(props) => (
          <Button
            {...props}
            variant="default"
            loading={read.isPending}
            leftSection={<IconFileImport size={16} aria-hidden />}
          >
            {t("file.choose")}
          </Button>
        )}
      </FileButton>
      {read.isError && <Wrong said>{problemDetail(read.error) || t("offline")}</Wrong>}
      {rejected.length > 0 && (
        <Wrong said title={t("bar.wrong", { count: rejected.length })}>
          <ul>
            {rejected.map((one) => (
              <li key={`${one.rule}.${one.field}.${one.reason}`}>
                {t("file.line", { line: one.line })}, {t("dispatch.number", { number: one.rule })},{" "}
                {t(`dispatch.field.${one.field}`, { defaultValue: one.field })}: {one.reason}
              </li>
            ))}
          </ul>
        </Wrong>
      )}
    </>
  );
}
