import { useDisclosure } from "@mantine/hooks";
import { Outlet, useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { administers, answersContacts, seesFloor, seesStatistics } from "../app/access";
import { CommandSheet } from "../commands/CommandSheet";
import { useCommand } from "../commands/registry";
import { useKeyboard } from "../commands/useKeyboard";
import { useSending } from "../composer/outboxes";
import { useMe } from "../data/session";
import { useFollowDesk } from "../live/useFollow";
import { useLiveData } from "../live/useLiveData";
import { Softphone } from "../softphone/Softphone";
import { ConnectionBanner } from "./ConnectionBanner";
import { EmergencyBanner } from "./EmergencyBanner";
import { Navigation } from "./Navigation";
import classes from "./Shell.module.css";
import { SimulationBanner } from "./SimulationBanner";
import { TopBar } from "./TopBar";

/** What surrounds every page of a logged-in person. It stays mounted, and with it the live data. */
export function Shell() {
  const me = useMe();
  const { t } = useTranslation();
  const navigate = useNavigate();
  const router = useRouter();
  const [sheet, { open, close }] = useDisclosure(false);
  const roles = me?.roles ?? [];
  const counsellor = answersContacts(roles);

  useKeyboard();
  useLiveData();
  useFollowDesk(counsellor);
  useSending(me?.id ?? null);
  useCommand("palette", open);
  useCommand("goDesk", () => void navigate({ to: "/desk" }), counsellor);
  useCommand("goFloor", () => void navigate({ to: "/floor" }), seesFloor(roles));
  useCommand("goKnowledge", () => void navigate({ to: "/knowledge" }));
  useCommand("goDirectory", () => void navigate({ to: "/knowledge/directory" }));
  useCommand("goStatistics", () => void navigate({ to: "/stats" }), seesStatistics(roles));
  useCommand("goAdmin", () => void navigate({ to: "/admin" }), administers(roles));

  const loggedOut = me === null;
  useEffect(() => {
    const { pathname, href } = router.state.location;
    // The address is read once: while the log-in page loads, this shell is still here and the address already new.
    if (loggedOut && pathname !== "/login") void router.navigate({ to: "/login", search: { to: href } });
  }, [loggedOut, router]);

  if (me === null) return null;
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {t("shell.skip")}
      </a>
      <Navigation me={me} onCommands={open} />
      <div className={classes.page}>
        <TopBar me={me} />
        <SimulationBanner roles={me.roles} />
        <EmergencyBanner />
        <ConnectionBanner />
        {counsellor && <Softphone meId={me.id} />}
        <main id="main" className={classes.main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <CommandSheet opened={sheet} onClose={close} />
    </div>
  );
}
