import { Button, Group, Stack, Switch, Tabs } from "@mantine/core";
import type { Webhook } from "@sori/api";
import { Dialog, dateTimeText } from "@sori/ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say, sayProblem } from "../../app/say";
import classes from "../Admin.module.css";
import { Deliveries } from "./Deliveries";
import { useRemove, useRotate, useSwitch, useTest } from "./data";
import { WebhookChange } from "./WebhookForm";

interface WebhookDialogProps {
  webhook: Webhook;
  onClose: () => void;
  onSecret: (secret: string) => void;
}

/** One receiver: what was sent and what became of it; on or off; what it is told; its secret. */
export function WebhookDialog({ webhook, onClose, onSecret }: WebhookDialogProps) {
  const { t, i18n } = useTranslation("admin");
  const test = useTest();
  const change = useSwitch();
  const on = webhook.disabled_at === null;
  return (
    <Dialog opened onClose={onClose} title={webhook.address} size={760} side>
      <Stack>
        <Group justify="space-between">
          <Switch
            label={t("webhooks.on")}
            checked={on}
            disabled={change.isPending}
            onChange={(event) =>
              change.mutate({ id: webhook.id, on: event.currentTarget.checked }, { onError: sayProblem })
            }
          />
          <Button
            variant="default"
            disabled={!on}
            loading={test.isPending}
            onClick={() =>
              test.mutate(webhook.id, { onSuccess: () => say(t("webhooks.testSent")), onError: sayProblem })
            }
          >
            {t("webhooks.test")}
          </Button>
        </Group>
        {webhook.disabled_why !== null && (
          <p className={classes.note}>
            {t(`webhooks.why.${webhook.disabled_why}`)} {t("webhooks.resumes")}
          </p>
        )}
        <Tabs defaultValue="deliveries" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="deliveries">{t("webhooks.deliveries")}</Tabs.Tab>
            <Tabs.Tab value="change">{t("webhooks.change")}</Tabs.Tab>
            <Tabs.Tab value="secret">{t("webhooks.secret")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="deliveries" pt="md">
            <Deliveries webhookId={webhook.id} enabled={on} />
          </Tabs.Panel>
          <Tabs.Panel value="change" pt="md">
            <WebhookChange webhook={webhook} />
            <Removal webhook={webhook} onRemoved={onClose} />
          </Tabs.Panel>
          <Tabs.Panel value="secret" pt="md">
            <Rotation webhook={webhook} onSecret={onSecret} />
          </Tabs.Panel>
        </Tabs>
        <p className={classes.soft}>
          {t("webhooks.made", {
            by: webhook.created_by,
            at: dateTimeText(webhook.created_at, i18n.language),
          })}
        </p>
      </Stack>
    </Dialog>
  );
}

function Rotation({ webhook, onSecret }: { webhook: Webhook; onSecret: (secret: string) => void }) {
  const { t, i18n } = useTranslation("admin");
  const rotate = useRotate();
  return (
    <Stack>
      <p style={{ margin: 0 }}>{t("webhooks.rotateAbout")}</p>
      {webhook.previous_until && (
        <p className={classes.note}>
          {t("webhooks.previousUntil", { at: dateTimeText(webhook.previous_until, i18n.language) })}
        </p>
      )}
      <Group>
        <Button
          variant="default"
          loading={rotate.isPending}
          onClick={() => rotate.mutate(webhook.id, { onSuccess: (made) => onSecret(made.secret), onError: sayProblem })}
        >
          {t("webhooks.rotate")}
        </Button>
      </Group>
    </Stack>
  );
}

/** Asked for twice: deliveries go with it. */
function Removal({ webhook, onRemoved }: { webhook: Webhook; onRemoved: () => void }) {
  const { t } = useTranslation("admin");
  const remove = useRemove();
  const [asked, setAsked] = useState(false);
  return (
    <Group mt="lg" className={classes.dialogFoot}>
      {asked ? (
        <>
          <span>{t("webhooks.removeAbout")}</span>
          <Button
            className={classes.danger}
            loading={remove.isPending}
            onClick={() => remove.mutate(webhook.id, { onSuccess: onRemoved, onError: sayProblem })}
          >
            {t("webhooks.remove")}
          </Button>
          <Button variant="default" onClick={() => setAsked(false)}>
            {t("webhooks.keep")}
          </Button>
        </>
      ) : (
        <Button variant="default" onClick={() => setAsked(true)}>
          {t("webhooks.remove")}
        </Button>
      )}
    </Group>
  );
}
