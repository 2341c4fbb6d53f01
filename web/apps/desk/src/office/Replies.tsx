import { Button, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useText } from "../i18n/useText";
import { departmentsQuery } from "../knowledge/data";
import knowledge from "../knowledge/Knowledge.module.css";
import { repliesQuery, useAddReply, useRemoveReply } from "./data";
import classes from "./Office.module.css";

/** The replies that one's departments use again: kept and removed here. */
export function Replies({ departments }: { departments: number[] }) {
  const { t } = useTranslation("office");
  const text = useText();
  const replies = useQuery(repliesQuery);
  const names = useQuery(departmentsQuery);
  const add = useAddReply();
  const remove = useRemoveReply();
  const [departmentId, setDepartmentId] = useState(departments[0] ?? 0);
  const [title, setTitle] = useState("");
  const [body, setBody] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    add.mutate(
      { department_id: departmentId, title, body },
      {
        onSuccess: () => {
          setTitle("");
          setBody("");
        },
      },
    );
  }
  return (
    <details className={`${knowledge.card} ${classes.screen}`}>
      <summary>{t("replies.title")}</summary>
      <ul className={knowledge.list}>
        {(replies.data ?? []).map((one) => (
          <li key={one.id} className={knowledge.actions}>
            <strong>{one.title}</strong>
            <span className={knowledge.soft}>{one.body}</span>
            {one.department_id !== null && (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t("replies.remove", { title: one.title })}
                onClick={() => remove.mutate(one.id)}
              >
                {t("replies.removeShort")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <form className={classes.form} onSubmit={submit}>
        {departments.length > 1 && (
          <label className={knowledge.soft}>
            {t("field.department")}{" "}
            <select value={departmentId} onChange={(event) => setDepartmentId(Number(event.currentTarget.value))}>
              {(names.data ?? [])
                .filter((one) => departments.includes(one.id))
                .map((one) => (
                  <option key={one.id} value={one.id}>
                    {text(one.name)}
                  </option>
                ))}
            </select>
          </label>
        )}
        <TextInput
          label={t("replies.name")}
          required
          maxLength={100}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Textarea
          label={t("replies.body")}
          required
          autosize
          minRows={3}
          maxLength={2000}
          value={body}
          onChange={(event) => setBody(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={add.isPending}>
          {t("replies.add")}
        </Button>
      </form>
    </details>
  );
}
