import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Finding, UseInContact } from "@sori/api";
import { Dialog, Loading } from "@sori/ui";
import { IconAlertTriangle, IconMessagePlus, IconRefresh, IconSearch, IconSpeakerphone } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { say, sayProblem } from "../app/say";
import { keysText } from "../commands/Keys";
import { useCommand } from "../commands/registry";
import { insertIntoMessage } from "../composer/inserts";
import { messagesQuery } from "../data/contact";
import { problemDetail } from "../data/queries";
import { useText } from "../i18n/useText";
import { helpQuery, lookQuery, postUse } from "./data";
import classes from "./Help.module.css";

const ReadingSheet = lazy(() => import("../knowledge/reading/ReadingSheet"));

/** Articles that are likely to answer the citizen, anew with each message; one key inserts one. */
export function HelpSection({ contactId }: { contactId: number }) {
  const { t } = useTranslation();
  const messages = useQuery(messagesQuery(contactId)).data ?? [];
  const lastId = messages.filter((message) => message.sender === "citizen").at(-1)?.id ?? 0;
  const help = useQuery(helpQuery(contactId, lastId));
  const [open, setOpen] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const use = useUse(contactId);
  const [typed, setTyped] = useState("");
  const [asked] = useDebouncedValue(typed.trim(), 120);
  const found = useQuery(lookQuery(asked));
  // What is looked for takes the place of what is likely.
  const shown = asked === "" ? help : found;
  const findings = shown.data?.findings ?? [];
  useCommand("focusHelp", () => heading.current?.focus());
  useCommand(
    "insertHelp",
    (index) => {
      const finding = findings[index];
      if (finding) use(finding, "inserted");
    },
    findings.length > 0,
  );
  return (
    <section className={classes.help} aria-labelledby="help-title">
      <h2 id="help-title" ref={heading} tabIndex={-1}>
        {t("help.title")}
      </h2>
      <TextInput
        size="xs"
        type="search"
        className={classes.search}
        aria-label={t("help.search")}
        placeholder={t("help.search")}
        leftSection={<IconSearch size={14} aria-hidden />}
        maxLength={300}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {shown.isError ? (
        <div className={classes.away} role="status">
          <IconAlertTriangle size={16} aria-hidden />
          <span>{problemDetail(shown.error) || t("offline")}</span>
          <ActionIcon size="sm" aria-label={t("help.again")} onClick={() => void shown.refetch()}>
            <IconRefresh size={14} aria-hidden />
          </ActionIcon>
        </div>
      ) : shown.isPending ? (
        <Loading lines={3} height={56} />
      ) : findings.length === 0 ? (
        <p className={classes.none}>{t(asked === "" ? "help.none" : "help.nothing")}</p>
      ) : (
        <ol className={classes.list}>
          {findings.map((finding, at) => (
            <Suggestion
              key={finding.id}
              finding={finding}
              at={at}
              used={(help.data?.used ?? []).filter((one) => one.article_id === finding.id)}
              onOpen={() => setOpen(finding.code)}
              onUse={(how) => use(finding, how)}
            />
          ))}
        </ol>
      )}
      <Dialog opened={open !== null} onClose={() => setOpen(null)} title={t("help.article")} side size={620}>
        <Suspense fallback={<Loading lines={5} height={48} />}>{open && <ReadingSheet code={open} />}</Suspense>
      </Dialog>
    </section>
  );
}

type How = "inserted" | "read_aloud";

function useUse(contactId: number) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const record = useMutation({
    mutationFn: ({ finding, how }: { finding: Finding; how: How }) => postUse(contactId, finding, how),
    onSuccess: () => client.invalidateQueries({ queryKey: ["help", contactId] }),
    onError: sayProblem,
  });
  return (finding: Finding, how: How) => {
    if (how === "inserted" && !insertIntoMessage(contactId, finding.short)) {
      say(t("help.noField"));
      return;
    }
    record.mutate({ finding, how });
  };
}

interface SuggestionProps {
  finding: Finding;
  at: number;
  used: readonly UseInContact[];
  onOpen: () => void;
  onUse: (how: How) => void;
}

function Suggestion({ finding, at, used, onOpen, onUse }: SuggestionProps) {
  const { t } = useTranslation();
  const text = useText();
  const question = finding.question.map((run) => run.text).join("");
  const keys = keysText(`Alt+Shift+${at + 1}`);
  return (
    <li className={classes.suggestion}>
      <button type="button" className={classes.question} onClick={onOpen}>
        {question}
      </button>
      <p>{finding.short}</p>
      <div className={classes.foot}>
        <span>
          {text(finding.department)}
          {finding.past_review && <em>{t("help.pastReview")}</em>}
          {finding.wrong > 0 && <em>{t("help.wrong")}</em>}
          {used.length > 0 && <strong>{t("help.used")}</strong>}
        </span>
        <Tooltip label={t("help.readAloud")}>
          <ActionIcon size="sm" aria-label={t("help.readAloudOf", { question })} onClick={() => onUse("read_aloud")}>
            <IconSpeakerphone size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={`${t("help.insert")} (${keys})`}>
          <ActionIcon size="sm" aria-label={t("help.insertOf", { question })} onClick={() => onUse("inserted")}>
            <IconMessagePlus size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    </li>
  );
}
