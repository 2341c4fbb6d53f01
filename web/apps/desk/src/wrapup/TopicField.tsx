import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { orNone } from "../app/options";
import { problemDetail } from "../data/queries";
import { topicsQuery } from "../data/reference";
import { type Language, pathText, searchTopics, topicPaths } from "./topicSearch";

interface TopicFieldProps {
  value: number | null;
  onChange: (topicId: number | null) => void;
  inputRef: React.Ref<HTMLInputElement>;
}

/** All third-level topics in one type-ahead, so that nobody has to open three lists. */
export function TopicField({ value, onChange, inputRef }: TopicFieldProps) {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === "en" ? "en" : "ko";
  const topics = useQuery(topicsQuery);
  const paths = useMemo(() => topicPaths(topics.data ?? []), [topics.data]);
  const options = useMemo(
    () => paths.map((topic) => ({ value: String(topic.id), label: pathText(topic.path, language) })),
    [paths, language],
  );
  const [opened, setOpened] = useState(false);
  const [search, setSearch] = useState("");
  // Whoever types faster than the list is drawn presses Enter before its first entry is marked: it is meant all the same.
  const takeFirst = (event: React.KeyboardEvent<HTMLInputElement>) => {
    const marked = event.currentTarget.getAttribute("aria-activedescendant");
    const first = searchTopics(paths, search)[0];
    if (event.key !== "Enter" || event.nativeEvent.isComposing || marked || !opened || !first) return;
    event.preventDefault();
    setOpened(false);
    onChange(first.id);
  };
  return (
    <Select
      ref={inputRef}
      label={t("wrapUp.topic")}
      placeholder={t("wrapUp.topicHint")}
      data={options}
      value={value === null ? null : String(value)}
      onChange={(chosen) => onChange(chosen === null ? null : Number(chosen))}
      searchable
      onSearchChange={setSearch}
      onKeyDown={takeFirst}
      dropdownOpened={opened}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      selectFirstOptionOnChange
      limit={80}
      filter={({ search }) =>
        orNone(
          searchTopics(paths, search).map((topic) => ({
            value: String(topic.id),
            label: pathText(topic.path, language),
            disabled: false,
          })),
          t(topics.isPending ? "wrapUp.topicsComing" : "wrapUp.noTopic"),
        )
      }
      error={topics.isError ? problemDetail(topics.error) || t("offline") : undefined}
    />
  );
}
