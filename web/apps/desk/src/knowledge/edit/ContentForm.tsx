import { Button, FileButton, MultiSelect, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { type ArticleFile, answer, attachFile, type Content } from "@sori/api";
import { IconPaperclip, IconX } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sayProblem } from "../../app/say";
import { useText } from "../../i18n/useText";
import { departmentsQuery } from "../data";
import classes from "../Knowledge.module.css";
import { optionOf, useTopicOptions } from "../parts";
import { LinesField } from "./LinesField";
import { fromLines, linksFromLines, linksToLines, toLines } from "./lines";

interface ContentFormProps {
  content: Content;
  files: readonly ArticleFile[];
  readOnly: boolean;
  /** Which field the server found wrong, and its words. */
  fault: { field: string | null; detail: string } | null;
  onChange: (change: Partial<Content>) => void;
  onFile: (file: ArticleFile) => void;
}

/** All that an article says, as fields. Lists are one item a line. */
export function ContentForm({ content, files, readOnly, fault, onChange, onFile }: ContentFormProps) {
  const { t } = useTranslation("knowledge");
  const field = (name: keyof Content) => ({
    label: t(`field.${name}`),
    readOnly,
    error: fault?.field === name ? fault.detail : undefined,
  });
  const text = (name: "question" | "short" | "long" | "fees") => ({
    ...field(name),
    value: content[name] ?? "",
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [name]: event.currentTarget.value }),
  });
  return (
    <div className={classes.stack}>
      <TextInput {...text("question")} required maxLength={300} />
      <Textarea {...text("short")} required autosize minRows={2} maxLength={1500} />
      <Textarea {...text("long")} description={t("field.longAbout")} autosize minRows={6} maxRows={24} />
      <LinesField
        {...field("steps")}
        value={toLines(content.steps)}
        onLines={(steps) => onChange({ steps: fromLines(steps) })}
      />
      <div className={classes.pair}>
        <Textarea {...text("fees")} autosize minRows={2} />
        <LinesField
          {...field("forms")}
          value={toLines(content.forms)}
          onLines={(forms) => onChange({ forms: fromLines(forms) })}
        />
      </div>
      <LinesField
        {...field("links")}
        value={linksToLines(content.links)}
        onLines={(links) => onChange({ links: linksFromLines(links) })}
      />
      <LinesField
        {...field("also")}
        value={toLines(content.also)}
        onLines={(also) => onChange({ also: fromLines(also) })}
      />
      <Files content={content} files={files} readOnly={readOnly} onChange={onChange} onFile={onFile} />
      <Owner content={content} field={field} onChange={onChange} />
    </div>
  );
}

type FieldOf = (name: keyof Content) => { label: string; readOnly: boolean; error: string | undefined };

function Owner({
  content,
  field,
  onChange,
}: {
  content: Content;
  field: FieldOf;
  onChange: (change: Partial<Content>) => void;
}) {
  const { t } = useTranslation("knowledge");
  const readName = useText();
  const departments = useQuery(departmentsQuery).data ?? [];
  const topics = useTopicOptions();
  const [searched, setSearched] = useState("");
  const known = departments.map(optionOf(readName));
  const fresh = searched.trim();
  const isNew = fresh !== "" && !known.some((one) => one.label === fresh || one.value === fresh);
  const options = [
    ...known,
    ...(content.department && !known.some((one) => one.value === content.department)
      ? [{ value: content.department, label: content.department }]
      : []),
    ...(isNew && fresh !== content.department
      ? [{ value: fresh, label: t("edit.newDepartment", { name: fresh }) }]
      : []),
  ];
  return (
    <>
      <div className={classes.pair}>
        <Select
          {...field("department")}
          required
          searchable
          data={options}
          value={content.department || null}
          onSearchChange={setSearched}
          onChange={(department) => onChange({ department: department ?? "" })}
        />
        <MultiSelect
          {...field("topics")}
          data={topics}
          searchable
          value={content.topics ?? []}
          onChange={(chosen) => onChange({ topics: chosen })}
          comboboxProps={{ withinPortal: false }}
        />
      </div>
      <div className={classes.pair}>
        <Select
          {...field("audience")}
          allowDeselect={false}
          data={(["public", "counsellors"] as const).map((value) => ({ value, label: t(`audience.${value}`) }))}
          value={content.audience ?? "counsellors"}
          onChange={(value) => onChange({ audience: value === "public" ? "public" : "counsellors" })}
        />
        <NumberInput
          {...field("review_days")}
          min={1}
          max={3650}
          value={content.review_days ?? 180}
          onChange={(days) => onChange({ review_days: Number(days) })}
        />
        <TextInput
          {...field("valid_from")}
          type="date"
          value={content.valid_from ?? ""}
          onChange={(event) => onChange({ valid_from: event.currentTarget.value || null })}
        />
        <TextInput
          {...field("valid_to")}
          type="date"
          value={content.valid_to ?? ""}
          onChange={(event) => onChange({ valid_to: event.currentTarget.value || null })}
        />
      </div>
    </>
  );
}

function Files({ content, files, readOnly, onChange, onFile }: Omit<ContentFormProps, "fault">) {
  const { t } = useTranslation("knowledge");
  const upload = useMutation({
    mutationFn: (file: File) => answer(attachFile({ body: { file } })),
    onSuccess: onFile,
    onError: sayProblem,
  });
  return (
    <div className={classes.actions}>
      {files
        .filter((file) => content.files?.includes(file.id))
        .map((file) => (
          <span key={file.id} className={classes.file}>
            <a href={`/api/knowledge/files/${file.id}`}>{file.name}</a>
            {!readOnly && (
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={t("edit.detach", { name: file.name })}
                onClick={() => onChange({ files: content.files?.filter((id) => id !== file.id) })}
              >
                <IconX size={14} aria-hidden />
              </Button>
            )}
          </span>
        ))}
      {!readOnly && (
        <FileButton onChange={(file) => file && upload.mutate(file)}>
          {(props) => (
            <Button
              {...props}
              size="xs"
              variant="default"
              loading={upload.isPending}
              leftSection={<IconPaperclip size={14} aria-hidden />}
            >
              {t("edit.attach")}
            </Button>
          )}
        </FileButton>
      )}
    </div>
  );
}
