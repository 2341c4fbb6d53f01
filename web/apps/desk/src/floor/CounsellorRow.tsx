import type { FloorCounsellor, Text } from "@sori/api";
import { ChannelIcon, Since, StateBadge } from "@sori/ui";
import { IconPencil, IconUserShield } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { TimeLeft } from "../desk/ShiftNews";
import { useText } from "../i18n/useText";
import classes from "./Floor.module.css";
import { RestButton } from "./RestButton";
import work from "./Work.module.css";

interface CounsellorRowProps {
  person: FloorCounsellor;
  queueNames: ReadonlyMap<number, Text>;
  chosen: boolean;
  onChoose: ((id: number) => void) | undefined;
}

/** One counsellor. Unchanged rows keep their identity between snapshots, so only what changed is drawn again. */
export const CounsellorRow = memo(function CounsellorRow({ person, queueNames, chosen, onChoose }: CounsellorRowProps) {
  const { t } = useTranslation();
  return (
    <tr>
      {onChoose && (
        <td>
          <input
            type="checkbox"
            className={work.check}
            checked={chosen}
            onChange={() => onChoose(person.id)}
            aria-label={t("move.chooseThis", { name: person.display_name })}
          />
        </td>
      )}
      <th scope="row">
        <Link
          to="/floor"
          search={{ counsellor: person.id, figure: "answered" }}
          className={classes.name}
          resetScroll={false}
        >
          {person.display_name}
        </Link>
        {person.simulated && <span className={classes.simulated}>{t("facts.simulated")}</span>}
      </th>
      <td>
        <StateBadge state={person.state} />
        {person.reason && <span className={work.reason}>{person.reason}</span>}
      </td>
      <td>
        <Since since={person.since} />
        {person.ends_at && <TimeLeft endsAt={person.ends_at} />}
        {onChoose && <RestButton person={person} />}
      </td>
      <td>
        <span className={classes.contacts}>
          {person.contacts.map((contact) => (
            <ContactChip key={`${contact.id}-${contact.since}`} contact={contact} queueNames={queueNames} />
          ))}
          <span className={classes.load} title={t("floor.load")}>
            {person.contacts.length}/{person.capacity}
          </span>
        </span>
      </td>
    </tr>
  );
});

interface ContactChipProps {
  contact: FloorCounsellor["contacts"][number];
  queueNames: ReadonlyMap<number, Text>;
}

function ContactChip({ contact, queueNames }: ContactChipProps) {
  const { t } = useTranslation();
  const text = useText();
  const queue = queueNames.get(contact.queue_id);
  return (
    <Link
      to="/floor/contacts/$contactId"
      params={{ contactId: contact.id }}
      className={classes.contact}
      title={t("floor.watch")}
    >
      <ChannelIcon channel={contact.channel} size={14} />
      {queue && <span>{text(queue)}</span>}
      {contact.taken_by_id && <IconUserShield size={13} role="img" aria-label={t("takeOver.marked")} />}
      {contact.state === "wrap_up" && <IconPencil size={13} role="img" aria-label={t("wrapUp.title")} />}
      <Since since={contact.since} />
    </Link>
  );
}
