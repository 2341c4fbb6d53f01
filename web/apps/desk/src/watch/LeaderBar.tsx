import { Button, TextInput } from "@mantine/core";
import type { ContactSummary, Me } from "@sori/api";
import { uuid } from "@sori/ui/storage";
import { IconEar } from "@tabler/icons-react";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Composer } from "../composer/Composer";
import { useEndTaken, useReturn, useTakeOver, useWhisper, useWrapUpTaken } from "../data/team";
import { WrapUpFields } from "../wrapup/WrapUpForm";
import classes from "./WatchPage.module.css";

interface LeaderBarProps {
  me: Me;
  contact: ContactSummary;
  language: "ko" | "en";
}

/** What a team leader does in a conversation: whisper to its counsellor, take it over, talk, end, return it. */
export function LeaderBar({ me, contact, language }: LeaderBarProps) {
  const { t } = useTranslation();
  const takeOver = useTakeOver();
  const giveBack = useReturn();
  const end = useEndTaken();
  const mine = contact.taken_by?.id === me.id;
  const talking = contact.state === "talking";
  if (!contact.counsellor || !(talking || contact.state === "wrap_up")) return null;
  return (
    <div className={classes.leader}>
      {!(mine && talking) && contact.counsellor.id !== me.id && <WhisperForm contact={contact} />}
      <div className={classes.acts}>
        {talking && !mine && contact.counsellor.id !== me.id && (
          <Button variant="default" loading={takeOver.isPending} onClick={() => takeOver.mutate(contact.id)}>
            {t("takeOver.take")}
          </Button>
        )}
        {contact.taken_by && (
          <Button variant="default" loading={giveBack.isPending} onClick={() => giveBack.mutate(contact.id)}>
            {t("takeOver.return", { name: contact.counsellor.display_name })}
          </Button>
        )}
        {talking && mine && (
          <Button variant="default" loading={end.isPending} onClick={() => end.mutate(contact.id)}>
            {t("end.confirm")}
          </Button>
        )}
      </div>
      {mine && talking && (
        <Composer meId={me.id} contactId={contact.id} citizenId={contact.citizen_id} language={language} />
      )}
      {mine && !talking && <WrapUpTaken me={me} contact={contact} />}
    </div>
  );
}

function WrapUpTaken({ me, contact }: { me: Me; contact: ContactSummary }) {
  const wrapUp = useWrapUpTaken(contact.id);
  return <WrapUpFields me={me} contact={contact} wrapUp={wrapUp} />;
}

function WhisperForm({ contact }: { contact: ContactSummary }) {
  const { t } = useTranslation();
  const whisper = useWhisper(contact.id);
  const [body, setBody] = useState("");
  const key = useRef(uuid());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (body.trim() === "" || whisper.isPending) return;
    whisper.mutate(
      { body: body.trim(), client_key: key.current },
      {
        onSuccess: () => {
          key.current = uuid();
          setBody("");
        },
      },
    );
  };
  return (
    <form className={classes.whisper} onSubmit={submit}>
      <TextInput
        leftSection={<IconEar size={16} aria-hidden />}
        aria-label={t("whisper.to", { name: contact.counsellor?.display_name ?? "" })}
        placeholder={t("whisper.to", { name: contact.counsellor?.display_name ?? "" })}
        maxLength={1000}
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
      />
      <Button type="submit" loading={whisper.isPending} disabled={body.trim() === ""}>
        {t("whisper.send")}
      </Button>
    </form>
  );
}
