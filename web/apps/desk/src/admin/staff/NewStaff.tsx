import { Button, Stack, TextInput } from "@mantine/core";
import { Dialog } from "@sori/ui";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { byCode } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";

const LOGIN = /^[a-z0-9][a-z0-9._@-]{0,63}$/;

interface NewStaffProps {
  opened: boolean;
  onClose: () => void;
  onMade: (login: string) => void;
}

/** Somebody new: a name and a log-in; the rest is edited like everybody's. */
export function NewStaff({ opened, onClose, onMade }: NewStaffProps) {
  const { t } = useTranslation("admin");
  return (
    <Dialog opened={opened} onClose={onClose} title={t("staff.add")}>
      {opened && <Form onClose={onClose} onMade={onMade} />}
    </Dialog>
  );
}

function Form({ onClose, onMade }: Omit<NewStaffProps, "opened">) {
  const { t } = useTranslation("admin");
  const { setup, put } = useAdministration();
  const [name, setName] = useState("");
  const [login, setLogin] = useState("");
  const [tried, setTried] = useState(false);
  const wrongLogin =
    login in byCode(setup, "staff") ? t("new.taken") : LOGIN.test(login) ? undefined : t("staff.badLogin");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrongLogin || !name.trim()) return;
    put("staff", login, {
      display_name: name.trim(),
      roles: ["counsellor"],
      skills: {},
      chat_capacity: 2,
      takes_calls: false,
      language: "ko",
      simulated: false,
    });
    onClose();
    onMade(login);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label={t("field.display_name")}
          value={name}
          error={tried && !name.trim() ? t("new.needed") : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t("staff.column.login")}
          description={t("staff.loginHelp")}
          value={login}
          error={tried ? wrongLogin : undefined}
          onChange={(event) => setLogin(event.currentTarget.value.trim().toLowerCase())}
        />
        <Button type="submit">{t("new.add")}</Button>
      </Stack>
    </form>
  );
}
