import type { ContactSummary, Desk } from "@sori/api";
import { useTranslation } from "react-i18next";
import classes from "./ContactList.module.css";
import { ContactRow } from "./ContactRow";

interface ContactListProps {
  desk: Desk;
  contacts: readonly ContactSummary[];
  selectedId: number | null;
  onOpen: () => void;
}

export function ContactList({ desk, contacts, selectedId, onOpen }: ContactListProps) {
  const { t } = useTranslation();
  const inHand = contacts.filter((contact) => contact.state === "talking").length;
  return (
    <>
      <h2 className={classes.title}>
        {t("desk.mine")}
        <span title={t("desk.capacity")}>
          {inHand} / {desk.capacity.chats}
        </span>
      </h2>
      {contacts.length === 0 && <p className={classes.none}>{t("desk.noContacts")}</p>}
      <ul className={classes.list}>
        {contacts.map((contact, index) => (
          <li key={contact.id}>
            <ContactRow contact={contact} position={index + 1} selected={contact.id === selectedId} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </>
  );
}
