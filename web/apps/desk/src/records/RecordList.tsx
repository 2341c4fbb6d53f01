import { Button } from "@mantine/core";
import { Empty, Failure, Loading } from "@sori/ui";
import { IconListSearch } from "@tabler/icons-react";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../data/queries";
import classes from "./Records.module.css";

interface RecordListProps<Row extends { id: number }> {
  list: UseInfiniteQueryResult<InfiniteData<{ items: Row[] }>>;
  row: (row: Row) => ReactNode;
}

/** The records behind a figure, newest first, page by page. */
export function RecordList<Row extends { id: number }>({ list, row }: RecordListProps<Row>) {
  const { t } = useTranslation();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isPending) return <Loading lines={6} height={52} />;
  if (list.isError) return <Failure detail={problemDetail(list.error)} onRetry={() => void list.refetch()} />;
  if (items.length === 0) return <Empty icon={<IconListSearch size={32} />} title={t("records.none")} />;
  return (
    <>
      <ul className={classes.records}>
        {items.map((item) => (
          <li key={item.id}>{row(item)}</li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button
          variant="default"
          fullWidth
          mt="sm"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("records.older")}
        </Button>
      )}
    </>
  );
}
