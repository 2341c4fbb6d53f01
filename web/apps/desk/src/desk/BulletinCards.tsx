import { Button } from "@mantine/core";
import type { BulletinNow } from "@sori/api";
import { Dialog, dateTimeText, Loading } from "@sori/ui";
import { IconAlertTriangle, IconNews } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Keys } from "../commands/Keys";
import { useCommand } from "../commands/registry";
import { bulletinsNowQuery, useAcknowledgeBulletin } from "../data/bulletins";
import { preview } from "../data/preview";
import classes from "./ShiftNews.module.css";

const BulletinSheet = lazy(() => import("../knowledge/bulletins/BulletinSheet"));
/** The others wait behind it: a desk has more to show. */
const most = 1;

/** Bulletins that concern me and that I have not acknowledged: urgent ones first, one key for the first of them. */
export function BulletinCards() {
  const { t } = useTranslation();
  const { data } = useQuery(bulletinsNowQuery);
  const open = (data ?? []).filter((one) => one.acknowledged_at === null);
  const [reading, setReading] = useState<BulletinNow | null>(null);
  const acknowledge = useAcknowledgeBulletin();
  const first = open[0];
  useCommand("acknowledgeBulletin", () => first && acknowledge.mutate(first), first !== undefined);
  return (
    <div role="status">
      {open.slice(0, most).map((one) => (
        <Card
          key={one.id}
          bulletin={one}
          first={one === first}
          pending={acknowledge.isPending && acknowledge.variables.id === one.id}
          onRead={() => setReading(one)}
          onAcknowledge={() => acknowledge.mutate(one)}
        />
      ))}
      {open.length > most && <p className={classes.more}>{t("bulletins.waiting", { count: open.length - most })}</p>}
      <Dialog opened={reading !== null} onClose={() => setReading(null)} title={t("bulletins.title")} side size={620}>
        <Suspense fallback={<Loading lines={5} height={48} />}>
          {reading && <BulletinSheet bulletin={reading} />}
        </Suspense>
      </Dialog>
    </div>
  );
}

interface CardProps {
  bulletin: BulletinNow;
  first: boolean;
  pending: boolean;
  onRead: () => void;
  onAcknowledge: () => void;
}

function Card({ bulletin, first, pending, onRead, onAcknowledge }: CardProps) {
  const { t, i18n } = useTranslation();
  const urgent = bulletin.urgency === "urgent";
  return (
    <article className={classes.card} aria-label={bulletin.title} data-urgent={urgent || undefined}>
      {urgent ? <IconAlertTriangle size={16} aria-hidden /> : <IconNews size={16} aria-hidden />}
      <div>
        <p>
          <strong>
            {urgent && <>{t("bulletins.urgent")} · </>}
            {bulletin.title}
          </strong>
        </p>
        <p className={classes.clamped}>{preview(bulletin.body)}</p>
        <p className={classes.about}>
          {bulletin.from_centre || bulletin.by} ·{" "}
          {t("bulletins.until", { at: dateTimeText(bulletin.valid_to, i18n.language) })}
        </p>
        <div className={classes.buttons}>
          <Button
            size="compact-sm"
            loading={pending}
            rightSection={first ? <Keys label="Alt+Y" /> : undefined}
            variant="default"
            onClick={onAcknowledge}
          >
            {t("bulletins.acknowledge")}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={onRead}>
            {t("bulletins.read")}
          </Button>
        </div>
      </div>
    </article>
  );
}
