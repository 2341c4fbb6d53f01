import type { Me } from "@sori/api";
import {
  IconBook2,
  IconCalendarEvent,
  IconChartBar,
  IconChecklist,
  IconCommand,
  IconHeadset,
  IconHome,
  IconLayoutDashboard,
  IconMapPin,
  IconSettings,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
  administers,
  answersContacts,
  firstPage,
  plans,
  seesBookings,
  seesCases,
  seesFloor,
  seesStatistics,
  worksInOffice,
} from "../app/access";
import { Logo } from "./Logo";
import classes from "./Shell.module.css";

interface NavigationProps {
  me: Me;
  onCommands: () => void;
}

export function Navigation({ me, onCommands }: NavigationProps) {
  const { t } = useTranslation();
  return (
    <nav className={classes.navigation} aria-label={t("shell.navigation")}>
      <Logo className={classes.logo} />
      {firstPage(me.roles) === "/start" && (
        <Link to="/start" className={classes.item}>
          <IconHome size={22} stroke={1.6} aria-hidden />
          {t("start.short")}
        </Link>
      )}
      {answersContacts(me.roles) && (
        <Link to="/desk" className={classes.item}>
          <IconHeadset size={22} stroke={1.6} aria-hidden />
          {t("desk.short")}
        </Link>
      )}
      {seesFloor(me.roles) && (
        <Link to="/floor" className={classes.item}>
          <IconLayoutDashboard size={22} stroke={1.6} aria-hidden />
          {t("floor.short")}
        </Link>
      )}
      <Link to="/knowledge" className={classes.item}>
        <IconBook2 size={22} stroke={1.6} aria-hidden />
        {t("knowledge.short")}
      </Link>
      {worksInOffice(me.roles) && (
        <Link to="/office" className={classes.item}>
          <IconChecklist size={22} stroke={1.6} aria-hidden />
          {t("office.short")}
        </Link>
      )}
      {seesCases(me.roles) && (
        <Link to="/cases" className={classes.item}>
          <IconMapPin size={22} stroke={1.6} aria-hidden />
          {t("cases.short")}
        </Link>
      )}
      {seesBookings(me.roles) && (
        <Link to="/bookings" className={classes.item}>
          <IconCalendarEvent size={22} stroke={1.6} aria-hidden />
          {t("bookings.short")}
        </Link>
      )}
      {plans(me.roles) && (
        <Link to="/twin" className={classes.item}>
          <IconUsersGroup size={22} stroke={1.6} aria-hidden />
          {t("twin.short")}
        </Link>
      )}
      {seesStatistics(me.roles) && (
        <Link to="/stats" className={classes.item}>
          <IconChartBar size={22} stroke={1.6} aria-hidden />
          {t("statistics.short")}
        </Link>
      )}
      {administers(me.roles) && (
        <Link to="/admin" className={classes.item}>
          <IconSettings size={22} stroke={1.6} aria-hidden />
          {t("admin.short")}
        </Link>
      )}
      <span className={classes.space} />
      <button type="button" className={classes.item} onClick={onCommands} aria-haspopup="dialog">
        <IconCommand size={22} stroke={1.6} aria-hidden />
        {t("commands.short")}
      </button>
    </nav>
  );
}
