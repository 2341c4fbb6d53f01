import { Checkbox, Select, TextInput } from "@mantine/core";
import type { PostContent } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import { departmentsQuery } from "../data";
import { LinesField } from "../edit/LinesField";
import { fromLines, toLines } from "../edit/lines";
import classes from "../Knowledge.module.css";
import { optionOf } from "../parts";
import { districtsQuery } from "./data";
import { numbersFromLines, numbersToLines } from "./lines";

interface PostFormProps {
  content: PostContent;
  readOnly: boolean;
  fault: { field: string | null | undefined; detail: string } | null;
  onChange: (change: Partial<PostContent>) => void;
}

/** The fields of a post. */
export function PostForm({ content, readOnly, fault, onChange }: PostFormProps) {
  const { t } = useTranslation("knowledge");
  const field = (name: keyof PostContent) => ({
    label: t(`directory.field.${name}`),
    readOnly,
    error: fault?.field === name ? fault.detail : undefined,
  });
  return (
    <div className={classes.stack}>
      <div className={classes.pair}>
        <TextInput
          {...field("office")}
          required
          maxLength={100}
          value={content.office}
          onChange={(event) => onChange({ office: event.currentTarget.value })}
        />
        <TextInput
          {...field("title")}
          required
          maxLength={100}
          value={content.title}
          onChange={(event) => onChange({ title: event.currentTarget.value })}
        />
      </div>
      <Where content={content} field={field} onChange={onChange} />
      <LinesField
        {...field("numbers")}
        description={t("directory.numbersAbout")}
        required
        value={numbersToLines(content.numbers)}
        onLines={(text) => onChange({ numbers: numbersFromLines(text) })}
      />
      <TextInput
        {...field("hours")}
        description={t("directory.hoursAbout")}
        required
        maxLength={200}
        value={content.hours}
        onChange={(event) => onChange({ hours: event.currentTarget.value })}
      />
      <LinesField
        {...field("duties")}
        description={t("directory.linesAbout")}
        value={toLines(content.duties)}
        onLines={(text) => onChange({ duties: fromLines(text) })}
      />
      <LinesField
        {...field("substitutes")}
        description={t("directory.substitutesAbout")}
        value={toLines(content.substitutes)}
        onLines={(text) => onChange({ substitutes: fromLines(text) })}
      />
      <div className={classes.pair}>
        <TextInput
          {...field("away_from")}
          type="date"
          value={content.away_from ?? ""}
          onChange={(event) => onChange({ away_from: event.currentTarget.value || null })}
        />
        <TextInput
          {...field("away_to")}
          type="date"
          value={content.away_to ?? ""}
          onChange={(event) => onChange({ away_to: event.currentTarget.value || null })}
        />
      </div>
      <Checkbox
        label={t("directory.onEmergencyList")}
        disabled={readOnly}
        checked={content.emergency ?? false}
        onChange={(event) => onChange({ emergency: event.currentTarget.checked })}
      />
    </div>
  );
}

type FieldOf = (name: keyof PostContent) => { label: string; readOnly: boolean; error: string | undefined };

function Where({ content, field, onChange }: Omit<PostFormProps, "fault" | "readOnly"> & { field: FieldOf }) {
  const { t } = useTranslation("knowledge");
  const text = useText();
  const departments = useQuery(departmentsQuery).data ?? [];
  const districts = useQuery(districtsQuery).data ?? [];
  const [searched, setSearched] = useState("");
  const known = departments.map(optionOf(text));
  const fresh = searched.trim();
  const named = [content.department, fresh].filter(
    (name, at, all) =>
      name !== "" && all.indexOf(name) === at && !known.some((one) => one.value === name || one.label === name),
  );
  return (
    <div className={classes.pair}>
      <Select
        {...field("department")}
        required
        searchable
        data={[
          ...known,
          ...named.map((name) => ({
            value: name,
            label: name === content.department ? name : t("edit.newDepartment", { name }),
          })),
        ]}
        value={content.department || null}
        onSearchChange={setSearched}
        onChange={(department) => onChange({ department: department ?? "" })}
      />
      <Select
        {...field("district")}
        placeholder={t("directory.wholeCity")}
        clearable
        searchable
        data={districts.map(optionOf(text))}
        value={content.district || null}
        onChange={(district) => onChange({ district: district ?? "" })}
      />
    </div>
  );
}
