import type { Floor } from "@sori/api";
import { Dialog, timeText } from "@sori/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FloorSearch } from "../app/router";
import { type Records, recordsQuery } from "../data/floor";
import { useText } from "../i18n/useText";
import { RecordList } from "../records/RecordList";
import { RecordRow } from "./RecordRow";

const route = getRouteApi("/staff/floor");

/** The contacts behind a figure, each one step from its conversation. */
export function RecordsDrawer({ floor }: { floor: Floor }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const title = useTitle(floor, search);
  const close = () => void navigate({ search: {}, resetScroll: false });
  return (
    <Dialog side opened={search.figure !== undefined} onClose={close} size={480} title={title}>
      {search.figure && <ContactList {...search} figure={search.figure} />}
    </Dialog>
  );
}

function useTitle(floor: Floor, { queue, counsellor, figure, span, since, until }: FloorSearch): string {
  const { t, i18n } = useTranslation();
  const text = useText();
  if (!figure) return "";
  const queueName = floor.queues.find((one) => one.id === queue)?.name;
  const person = floor.counsellors.find((one) => one.id === counsellor)?.display_name;
  const whose = person ?? (queueName ? text(queueName) : t("floor.all"));
  const when =
    since && until
      ? `${timeText(since, i18n.language)}–${timeText(until, i18n.language)}`
      : t(`floor.span.${span ?? "day"}`);
  return t("floor.records", { name: whose, figure: t(`figure.${figure}`), when });
}

function ContactList(behind: Records) {
  return (
    <RecordList list={useInfiniteQuery(recordsQuery(behind))} row={(contact) => <RecordRow contact={contact} />} />
  );
}
