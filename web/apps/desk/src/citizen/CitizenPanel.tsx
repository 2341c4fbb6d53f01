import { Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { contactQuery } from "../data/contact";
import { problemDetail } from "../data/queries";
import { ContactBulletins } from "../help/ContactBulletins";
import { HelpSection } from "../help/HelpSection";
import classes from "./CitizenPanel.module.css";
import { Facts } from "./Facts";
import { History } from "./History";
import { TransferNotes } from "./TransferNotes";

interface CitizenPanelProps {
  contactId: number;
  children?: ReactNode;
}

/** What is known of this citizen and this contact, so that nobody has to say anything twice. */
export const CitizenPanel = memo(function CitizenPanel({ contactId, children }: CitizenPanelProps) {
  const { t } = useTranslation();
  const contact = useQuery(contactQuery(contactId));
  return (
    <aside id="citizen-panel" className={classes.panel} aria-label={t("citizen.panel")} tabIndex={-1}>
      {children && <div className={classes.views}>{children}</div>}
      {contact.data ? (
        <>
          <TransferNotes contactId={contactId} notes={contact.data.transfer_notes} />
          {contact.data.summary.state === "talking" && (
            <>
              <ContactBulletins contactId={contactId} />
              <HelpSection contactId={contactId} />
            </>
          )}
          <Facts detail={contact.data} />
          <History items={contact.data.history} />
        </>
      ) : contact.isError ? (
        <Failure detail={problemDetail(contact.error)} onRetry={() => void contact.refetch()} />
      ) : (
        <Loading lines={4} height={72} />
      )}
    </aside>
  );
});
