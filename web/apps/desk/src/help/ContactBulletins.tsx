import type { BulletinNow } from "@sori/api";
import { Dialog, Loading } from "@sori/ui";
import { IconAlertTriangle, IconNews } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { contactBulletinsQuery } from "../data/bulletins";
import { messagesQuery } from "../data/contact";
import { preview } from "../data/preview";
import classes from "./Help.module.css";

const BulletinSheet = lazy(() => import("../knowledge/bulletins/BulletinSheet"));

/** Bulletins that the conversation brings up; nothing while there is none. */
export function ContactBulletins({ contactId }: { contactId: number }) {
  const { t } = useTranslation();
  const messages = useQuery(messagesQuery(contactId)).data ?? [];
  const lastId = messages.filter((message) => message.sender === "citizen").at(-1)?.id ?? 0;
  const found = useQuery(contactBulletinsQuery(contactId, lastId)).data ?? [];
  const [open, setOpen] = useState<BulletinNow | null>(null);
  return (
    <div role="status">
      {found.length > 0 && (
        <section className={classes.help} aria-labelledby="bulletins-title">
          <h2 id="bulletins-title">{t("bulletins.inContact")}</h2>
          <ul className={classes.list}>
            {found.map((one) => (
              <li key={one.id} className={classes.suggestion} data-urgent={one.urgency === "urgent" || undefined}>
                <button type="button" className={classes.question} onClick={() => setOpen(one)}>
                  {one.urgency === "urgent" ? (
                    <IconAlertTriangle size={14} aria-label={t("bulletins.urgent")} />
                  ) : (
                    <IconNews size={14} aria-hidden />
                  )}{" "}
                  {one.title}
                </button>
                <p>{preview(one.body)}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Dialog opened={open !== null} onClose={() => setOpen(null)} title={t("bulletins.title")} side size={620}>
        <Suspense fallback={<Loading lines={5} height={48} />}>{open && <BulletinSheet bulletin={open} />}</Suspense>
      </Dialog>
    </div>
  );
}
