import { ActionIcon, Group } from "@mantine/core";
import { Empty } from "@sori/ui";
import { IconArrowDown, IconArrowUp, IconListTree, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { byCode, edited } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import { Mark } from "../parts/Mark";
import { PartDialog } from "../parts/PartDialog";
import { SectionHead } from "../parts/SectionHead";
import { useOpenPart } from "../parts/useOpenPart";
import { EntryEditor } from "./EntryEditor";
import styles from "./Menu.module.css";
import { NewEntry } from "./NewEntry";
import { Preview } from "./Preview";
import { below, freeKeys, type MenuEdits, moved, removed } from "./tree";

/** The menu (ARS) as a tree, beside what the citizen sees of it. */
export function MenuSection() {
  const { t } = useTranslation("admin");
  const text = useText();
  const { setup, mayEdit } = useAdministration();
  const { open, show, close } = useOpenPart();
  const edit = useMenuEdits();
  const [above, setAbove] = useState<string | null>(null);
  const menu = byCode(setup, "menu");
  const chosen = open !== undefined && open in menu ? open : undefined;
  const editable = mayEdit("menu");
  const chosenEntry = chosen === undefined ? undefined : menu[chosen];
  return (
    <>
      <SectionHead section="menu" add={editable ? t("menu.add") : undefined} onAdd={() => setAbove("")} />
      <div className={styles.columns}>
        <section className={classes.card} aria-label={t("section.menu")}>
          {Object.keys(menu).length === 0 && <Empty icon={<IconListTree size={32} />} title={t("menu.none")} />}
          <Level above="" editable={editable} onOpen={show} onAdd={setAbove} />
        </section>
        <Preview />
      </div>
      <NewEntry above={above} onClose={() => setAbove(null)} />
      <PartDialog
        kind="menu"
        code={chosen}
        title={chosenEntry ? t("menu.entry", { key: chosen, name: text(chosenEntry.label) }) : ""}
        onClose={close}
        removeLabel={t("menu.remove")}
        onRemove={() => chosen !== undefined && edit(removed(menu, chosen))}
      >
        {chosen !== undefined && <EntryEditor entryKey={chosen} onMoved={show} />}
      </PartDialog>
    </>
  );
}

/** Puts several entries into the draft at once. */
export function useMenuEdits(): (edits: MenuEdits) => void {
  const { draft, present, replace } = useAdministration();
  return (edits) =>
    replace(Object.entries(edits).reduce((next, [key, entry]) => edited(next, present, "menu", key, entry), draft));
}

interface LevelProps {
  above: string;
  editable: boolean;
  onOpen: (key: string) => void;
  onAdd: (above: string) => void;
}

function Level({ above, ...rest }: LevelProps) {
  const { setup } = useAdministration();
  const keys = below(byCode(setup, "menu"), above);
  if (keys.length === 0) return null;
  return (
    <ul className={styles.tree}>
      {keys.map((key) => (
        <Entry key={key} entryKey={key} {...rest} />
      ))}
    </ul>
  );
}

function Entry({ entryKey, ...rest }: Omit<LevelProps, "above"> & { entryKey: string }) {
  const { t } = useTranslation("admin");
  const text = useText();
  const { setup } = useAdministration();
  const edit = useMenuEdits();
  const menu = byCode(setup, "menu");
  const entry = menu[entryKey];
  if (!entry) return null;
  const siblings = below(menu, entryKey.slice(0, -1));
  const place = siblings.indexOf(entryKey);
  const name = text(entry.label);
  const queue = entry.queue ? byCode(setup, "queues")[entry.queue] : undefined;
  return (
    <li>
      <div className={styles.entry}>
        <span className={styles.key}>{entryKey}</span>
        <span className={styles.words}>
          <button type="button" className={classes.open} onClick={() => rest.onOpen(entryKey)}>
            {name}
          </button>
          <Mark kind="menu" code={entryKey} />
          <span className={classes.soft}>{queue ? text(queue.name) : (entry.queue ?? t("menu.goesOn"))}</span>
        </span>
        {rest.editable && (
          <Group gap={0} wrap="nowrap">
            <ActionIcon
              aria-label={t("upNamed", { name })}
              disabled={place === 0}
              onClick={() => edit(moved(menu, entryKey, -1))}
            >
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              aria-label={t("downNamed", { name })}
              disabled={place === siblings.length - 1}
              onClick={() => edit(moved(menu, entryKey, 1))}
            >
              <IconArrowDown size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              aria-label={t("menu.addBelow", { name })}
              disabled={freeKeys(menu, entryKey).length === 0}
              onClick={() => rest.onAdd(entryKey)}
            >
              <IconPlus size={16} aria-hidden />
            </ActionIcon>
          </Group>
        )}
      </div>
      <Level above={entryKey} {...rest} />
    </li>
  );
}
