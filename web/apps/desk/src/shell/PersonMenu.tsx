import { Menu } from "@mantine/core";
import type { Me } from "@sori/api";
import { IconLogout, IconShieldLock, IconUserCircle } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useLogOut } from "../data/session";
import { useText } from "../i18n/useText";
import classes from "./Shell.module.css";

/** Who is logged in, with what skills, and the way out. */
export function PersonMenu({ me }: { me: Me }) {
  const { t } = useTranslation();
  const text = useText();
  const logOut = useLogOut();
  const navigate = useNavigate();
  const roles = me.roles.map((role) => t(`role.${role}`)).join(", ");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className={classes.person} title={t("shell.person")}>
          <IconUserCircle size={24} stroke={1.5} aria-hidden />
          <span>
            <strong>{me.display_name}</strong>
            <small>{roles}</small>
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label c="var(--sori-text-2)">
          {me.display_name} · {roles}
        </Menu.Label>
        {me.skills.map((skill) => (
          <Menu.Label key={skill.code}>{t("shell.skill", { name: text(skill.name), level: skill.level })}</Menu.Label>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconShieldLock size={16} aria-hidden />}
          data-autofocus
          onClick={() => void navigate({ to: "/account" })}
        >
          {t("account.title")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => logOut.mutate()}
          disabled={logOut.isPending}
        >
          {t("shell.logOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
