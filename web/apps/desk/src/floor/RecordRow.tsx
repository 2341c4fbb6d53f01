import type { ContactSummary } from "@sori/api";
import { ChannelIcon, ContactStateText, clockText, timeText } from "@sori/ui";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useText } from "../i18n/useText";
import records from "../records/Records.module.css";

export function RecordRow({ contact }: { contact: ContactSummary }) {
  const { t, i18n } = useTranslation();
  const text = useText();
  const wait = waitSeconds(contact);
  return (
    <Link to="/floor/contacts/$contactId" params={{ contactId: contact.id }} className={records.record} data-timed>
      <time dateTime={contact.started_at}>{timeText(contact.started_at, i18n.language)}</time>
      <span className={records.recordWho}>
        <strong>
          <ChannelIcon channel={contact.channel} size={14} /> {t("citizen.name", { id: contact.citizen_id })}
        </strong>
        <span>
          {text(contact.queue.name)}
          {contact.counsellor && ` · ${contact.counsellor.display_name}`}
          {wait !== null && ` · ${t("floor.waited", { time: clockText(wait) })}`}
        </span>
      </span>
      <ContactStateText state={contact.state} />
    </Link>
  );
}

/** Known once the waiting is over; a running wait is on the floor itself. */
function waitSeconds(contact: ContactSummary): number | null {
  const until = contact.answered_at ?? (contact.state === "abandoned" ? contact.ended_at : null);
  return contact.waiting_since && until ? (Date.parse(until) - Date.parse(contact.waiting_since)) / 1000 : null;
}
