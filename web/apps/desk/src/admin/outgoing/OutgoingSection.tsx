import { Button, Select } from "@mantine/core";
import type { OutgoingChannel, OutgoingState } from "@sori/api";
import { Empty, Failure, Loading } from "@sori/ui";
import { IconMailForward, IconRefresh } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import classes from "../Admin.module.css";
import { SectionHead } from "../parts/SectionHead";
import { type OutgoingSearch, outgoingChannels, outgoingQuery, outgoingStates } from "./data";
import { Messages } from "./Messages";
import { Standings } from "./Standings";

/** Text messages and emails to citizens, and whether they leave the house. */
export function OutgoingSection() {
  const { t } = useTranslation("admin");
  const [search, setSearch] = useState<OutgoingSearch>({ channel: null, state: null });
  const list = useInfiniteQuery(outgoingQuery(search));
  const messages = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <SectionHead section="outgoing">
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={list.isRefetching}
          onClick={() => void list.refetch()}
        >
          {t("outgoing.refresh")}
        </Button>
      </SectionHead>
      <Standings />
      <div className={classes.filters}>
        <Select
          label={t("outgoing.byChannel")}
          data={outgoingChannels.map((value) => ({ value, label: t(`outgoing.channel.${value}`) }))}
          value={search.channel}
          placeholder={t("outgoing.all")}
          clearable
          clearButtonProps={{ "aria-label": t("clear") }}
          onChange={(channel) => setSearch({ ...search, channel: channel as OutgoingChannel | null })}
        />
        <Select
          label={t("outgoing.byState")}
          data={outgoingStates.map((value) => ({ value, label: t(`outgoing.state.${value}`) }))}
          value={search.state}
          placeholder={t("outgoing.all")}
          clearable
          clearButtonProps={{ "aria-label": t("clear") }}
          onChange={(state) => setSearch({ ...search, state: state as OutgoingState | null })}
        />
      </div>
      {list.isError ? (
        <Failure detail={problemDetail(list.error)} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading lines={8} height={48} />
      ) : messages.length === 0 ? (
        <Empty icon={<IconMailForward size={32} />} title={t("outgoing.none")} />
      ) : (
        <Messages messages={messages} />
      )}
      {list.hasNextPage && (
        <div>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("outgoing.older")}
          </Button>
        </div>
      )}
    </>
  );
}
