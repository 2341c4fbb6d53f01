import type { Channel, Choice, Choices, Dimension, StatisticsRow } from "@sori/api";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { channels } from "../data/statistics";
import { useText } from "../i18n/useText";

const without = { queue: "noQueue", topic: "noTopic", counsellor: "noCounsellor" } as const;
type Named = keyof typeof without;
const isNamed = (by: Dimension): by is Named => by in without;

/** What rows and filters are called in the chosen language. */
export function useNames(choices: Choices) {
  const { t, i18n } = useTranslation("statistics");
  const { t: ui } = useTranslation("ui");
  const text = useText();
  const channel = useCallback((one: Channel) => ui(`channel.${one}`), [ui]);
  const choice = useCallback(
    (one: Choice) => (one.retired ? t("retired", { name: text(one.name) }) : text(one.name)),
    [t, text],
  );
  const day = useMemo(
    () =>
      new Intl.DateTimeFormat(i18n.language, { month: "numeric", day: "numeric", weekday: "short", timeZone: "UTC" }),
    [i18n.language],
  );
  const row = useCallback(
    (by: Dimension, { key, name }: Pick<StatisticsRow, "key" | "name">): string => {
      if (name) return text(name);
      if (isNamed(by)) return t(without[by]);
      if (by === "channel") return channel(key as Channel);
      if (by === "hour") return t("hourName", { hour: key });
      if (by === "day") return `${key.slice(0, 5)}${day.format(new Date(key))}`;
      if (by === "day_hour") return `${day.format(new Date(key.slice(0, 10)))} ${key.slice(11)}:00`;
      return key;
    },
    [t, text, channel, day],
  );
  const options = useCallback(
    (filter: Named | "channel" | "hour"): { value: string; label: string }[] => {
      if (filter === "channel") return channels.map((one) => ({ value: one, label: channel(one) }));
      if (filter === "hour")
        return Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: t("hourName", { hour }) }));
      const known = { queue: choices.queues, topic: choices.topics, counsellor: choices.counsellors }[filter];
      return [
        ...known.map((one) => ({ value: String(one.id), label: " ".repeat((one.level ?? 1) - 1) + choice(one) })),
        { value: "0", label: t(without[filter]) },
      ];
    },
    [choices, t, channel, choice],
  );
  return { row, options, channel };
}
