import { Button } from "@mantine/core";
import { Empty, Failure, Loading } from "@sori/ui";
import { IconDownload, IconFileSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { SectionHead } from "../parts/SectionHead";
import { AuditFilters } from "./AuditFilters";
import { AuditTable } from "./AuditTable";
import { type AuditSearch, auditQuery, exportAddress } from "./data";

/** Who did or looked at what; what is looked for stands in the address. */
export function AuditSection() {
  const { t, i18n } = useTranslation("admin");
  const { part: _, ...search } = useSearch({ from: "/staff/admin/$section" });
  const navigate = useNavigate();
  const list = useInfiniteQuery(auditQuery(search, i18n.language));
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const look = (next: AuditSearch) =>
    void navigate({ to: "/admin/$section", params: { section: "audit" }, search: next, replace: true });
  return (
    <>
      <SectionHead section="audit">
        <Button
          component="a"
          variant="default"
          href={exportAddress(search, i18n.language)}
          download
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t("audit.export")}
        </Button>
      </SectionHead>
      <AuditFilters search={search} onLook={look} />
      {list.isError ? (
        <Failure detail={problemDetail(list.error)} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading lines={8} height={36} />
      ) : entries.length === 0 ? (
        <Empty icon={<IconFileSearch size={32} />} title={t("audit.none")} />
      ) : (
        <AuditTable entries={entries} onLook={(patch) => look({ ...search, ...patch })} />
      )}
      {list.hasNextPage && (
        <div>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("audit.older")}
          </Button>
        </div>
      )}
    </>
  );
}
