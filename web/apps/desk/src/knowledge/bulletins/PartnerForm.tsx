import { Button, Checkbox, TextInput } from "@mantine/core";
import { isProblem, type Partner, type PartnerSetup } from "@sori/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import classes from "../Knowledge.module.css";
import { useKeepPartner } from "./data";

/** Another centre: where its feed is, by which key it signs, and what it gave us to be let in. */
export function PartnerForm({ partner, onDone }: { partner: Partner | null; onDone: () => void }) {
  const { t } = useTranslation("knowledge");
  const [setup, setSetup] = useState<Required<PartnerSetup>>(() => ({
    name: partner?.name ?? "",
    address: partner?.address ?? "",
    public_key: partner?.public_key ?? "",
    token: "",
    trusted: partner?.trusted ?? false,
    is_on: partner?.is_on ?? true,
  }));
  const keep = useKeepPartner();
  const error = keep.error;
  const text = (name: "name" | "address" | "public_key" | "token", longest: number) => ({
    label: t(`exchange.${name === "token" ? "theirToken" : name}`),
    value: setup[name],
    maxLength: longest,
    error:
      (isProblem(error, 422) || isProblem(error, 409)) && error.field === name ? (error.detail as string) : undefined,
    onChange: (event: { currentTarget: { value: string } }) =>
      setSetup({ ...setup, [name]: event.currentTarget.value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate(
      { partner, setup },
      {
        onSuccess: () => {
          say(t("edit.saved"));
          onDone();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} className={classes.stack} noValidate>
      <TextInput {...text("name", 100)} required data-autofocus />
      <TextInput {...text("address", 2000)} description={t("exchange.addressAbout")} required />
      <TextInput {...text("public_key", 100)} description={t("exchange.keyAbout")} required />
      <TextInput
        {...text("token", 500)}
        description={t(partner ? "exchange.theirTokenKept" : "exchange.theirTokenAbout")}
        autoComplete="off"
      />
      <Checkbox
        label={t("exchange.trusted")}
        description={t("exchange.trustedAbout")}
        checked={setup.trusted}
        onChange={(event) => setSetup({ ...setup, trusted: event.currentTarget.checked })}
      />
      <Checkbox
        label={t("exchange.is_on")}
        checked={setup.is_on}
        onChange={(event) => setSetup({ ...setup, is_on: event.currentTarget.checked })}
      />
      {keep.isError && (
        <p className={classes.warning} data-bad role="alert">
          {problemDetail(error)}
        </p>
      )}
      <div className={classes.actions}>
        <Button type="submit" loading={keep.isPending}>
          {t("edit.save")}
        </Button>
      </div>
    </form>
  );
}
