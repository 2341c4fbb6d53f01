import { Checkbox, MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import type { BulletinContent } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cityClock, momentOf } from "../../admin/fields/moment";
import { useText } from "../../i18n/useText";
import { fromLines, toLines } from "../edit/lines";
import classes from "../Knowledge.module.css";
import { optionOf, useTopicOptions } from "../parts";
import { audiencesQuery } from "./data";

interface BulletinFormProps {
  content: BulletinContent;
  readOnly: boolean;
  /** What came from another centre says what that centre said. */
  received: boolean;
  fault: { field: string | null | undefined; detail: string } | null;
  onChange: (change: Partial<BulletinContent>) => void;
}

/** The fields of a bulletin. */
export function BulletinForm({ content, readOnly, received, fault, onChange }: BulletinFormProps) {
  const { t } = useTranslation("knowledge");
  const field = (name: keyof BulletinContent) => ({
    label: t(`bulletins.field.${name}`),
    readOnly,
    error: fault?.field === name ? fault.detail : undefined,
  });
  return (
    <div className={classes.stack}>
      <TextInput
        {...field("title")}
        required
        readOnly={readOnly || received}
        maxLength={200}
        value={content.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <Textarea
        {...field("body")}
        description={t("bulletins.bodyAbout")}
        required
        readOnly={readOnly || received}
        autosize
        minRows={4}
        maxRows={20}
        maxLength={5000}
        value={content.body}
        onChange={(event) => onChange({ body: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        <Select
          {...field("urgency")}
          allowDeselect={false}
          data={(["normal", "urgent"] as const).map((value) => ({ value, label: t(`bulletins.urgency.${value}`) }))}
          value={content.urgency ?? "normal"}
          onChange={(value) => onChange({ urgency: value === "urgent" ? "urgent" : "normal" })}
        />
        <Moment
          {...field("valid_from")}
          description={t("bulletins.fromAbout")}
          value={content.valid_from ?? null}
          onMoment={(valid_from) => onChange({ valid_from })}
        />
        <Moment
          {...field("valid_to")}
          description={t("bulletins.toAbout")}
          required
          value={content.valid_to || null}
          onMoment={(valid_to) => onChange({ valid_to: valid_to ?? "" })}
        />
      </div>
      <Audience content={content} field={field} onChange={onChange} />
      <Checkbox
        label={t("bulletins.field.must_acknowledge")}
        disabled={readOnly}
        checked={content.must_acknowledge ?? true}
        onChange={(event) => onChange({ must_acknowledge: event.currentTarget.checked })}
      />
      {!received && (
        <Checkbox
          label={t("bulletins.field.shared")}
          disabled={readOnly}
          checked={content.shared ?? false}
          onChange={(event) => onChange({ shared: event.currentTarget.checked })}
        />
      )}
    </div>
  );
}

type FieldOf = (name: keyof BulletinContent) => { label: string; readOnly: boolean; error: string | undefined };

function Audience({ content, field, onChange }: Pick<BulletinFormProps, "content" | "onChange"> & { field: FieldOf }) {
  const { t } = useTranslation("knowledge");
  const text = useText();
  const audiences = useQuery(audiencesQuery).data;
  const topics = useTopicOptions();
  const chosen = (name: "queues" | "skills" | "topics", data: { value: string; label: string }[]) => ({
    ...field(name),
    data,
    searchable: true,
    value: content[name] ?? [],
    onChange: (codes: string[]) => onChange({ [name]: codes }),
    comboboxProps: { withinPortal: false },
  });
  return (
    <>
      <div className={classes.pair}>
        <MultiSelect
          {...chosen("queues", (audiences?.queues ?? []).map(optionOf(text)))}
          description={t("bulletins.audienceAbout")}
        />
        <MultiSelect
          {...chosen("skills", (audiences?.skills ?? []).map(optionOf(text)))}
          description={t("bulletins.audienceAbout")}
        />
      </div>
      <div className={classes.pair}>
        <MultiSelect {...chosen("topics", topics)} description={t("bulletins.topicsAbout")} />
        <Words {...field("words")} words={content.words ?? []} onWords={(words) => onChange({ words })} />
      </div>
    </>
  );
}

interface WordsProps {
  label: string;
  readOnly: boolean;
  error: string | undefined;
  words: string[];
  onWords: (words: string[]) => void;
}

/** One a line; keeps what is being typed until the field is left. */
function Words({ words, onWords, ...field }: WordsProps) {
  const { t } = useTranslation("knowledge");
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Textarea
      {...field}
      description={t("bulletins.wordsAbout")}
      autosize
      minRows={2}
      value={typed ?? toLines(words)}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onWords(fromLines(event.currentTarget.value));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

interface MomentProps {
  label: string;
  description: string;
  readOnly: boolean;
  required?: boolean;
  error: string | undefined;
  value: string | null;
  onMoment: (moment: string | null) => void;
}

/** A moment by the city's clocks. */
function Moment({ value, onMoment, ...field }: MomentProps) {
  return (
    <TextInput
      {...field}
      type="datetime-local"
      value={value ? cityClock(value).slice(0, 16).replace(" ", "T") : ""}
      onChange={(event) => onMoment(event.currentTarget.value ? momentOf(event.currentTarget.value) : null)}
    />
  );
}
