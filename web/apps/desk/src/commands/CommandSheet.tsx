import { Switch, TextInput } from "@mantine/core";
import { Dialog } from "@sori/ui";
import { IconSearch } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { remember, remembered } from "../app/remembered";
import classes from "./CommandSheet.module.css";
import { Keys } from "./Keys";
import { type CommandId, commandGroups, commandIds, keymap, placeKeys } from "./keymap";
import { runCommand, useOffered } from "./registry";

interface CommandSheetProps {
  opened: boolean;
  onClose: () => void;
}

/** The command palette and the shortcut sheet in one: find a command, read its keys, or run it. */
export function CommandSheet({ opened, onClose }: CommandSheetProps) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={onClose} title={t("commands.title")} size="lg">
      <Sheet onClose={onClose} />
    </Dialog>
  );
}

function Sheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const offered = useOffered();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(() => firstOffered(offered));
  const listId = useId();
  const names = (id: CommandId) => t(`commands.name.${id}`);
  const found = commandGroups.flatMap((group) =>
    commandIds.filter(
      (id) => keymap[id].group === group && names(id).toLowerCase().includes(query.trim().toLowerCase()),
    ),
  );
  const run = (id: CommandId | undefined) => {
    if (!id || !offered.has(id)) return;
    onClose();
    // After the dialog has given the focus back, so that the command may move it.
    setTimeout(() => runCommand(id), 50);
  };
  const press = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setActive((index) => Math.min(found.length - 1, index + 1));
    else if (event.key === "ArrowUp") setActive((index) => Math.max(0, index - 1));
    else if (event.key === "Enter") run(found[active]);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <TextInput
        data-autofocus
        aria-label={t("commands.search")}
        placeholder={t("commands.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={press}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={found[active] ? `${listId}-${found[active]}` : undefined}
      />
      <div id={listId} role="listbox" aria-label={t("commands.title")} className={classes.list}>
        {commandGroups.map((group) => (
          <CommandGroupList key={group} title={t(`commands.group.${group}`)}>
            {found
              .filter((id) => keymap[id].group === group)
              .map((id) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above handles the keys
                // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the combobox
                <div
                  key={id}
                  id={`${listId}-${id}`}
                  role="option"
                  aria-selected={found[active] === id}
                  aria-disabled={!offered.has(id)}
                  className={classes.command}
                  onClick={() => run(id)}
                >
                  <span>{names(id)}</span>
                  <CommandKeys id={id} />
                </div>
              ))}
          </CommandGroupList>
        ))}
      </div>
      <PlaceKeys />
    </>
  );
}

/** The sheet opens on something that Enter can do. */
function firstOffered(offered: ReadonlySet<CommandId>): number {
  const inOrder = commandGroups.flatMap((group) => commandIds.filter((id) => keymap[id].group === group));
  return Math.max(
    0,
    inOrder.findIndex((id) => offered.has(id)),
  );
}

function CommandGroupList({ title, children }: { title: string; children: React.ReactNode[] }) {
  const id = useId();
  if (children.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of options inside a listbox
    <div role="group" aria-labelledby={id}>
      <div id={id} className={classes.group}>
        {title}
      </div>
      {children}
    </div>
  );
}

function CommandKeys({ id }: { id: CommandId }) {
  if (id === "selectContact") return <Keys label="Alt+1–9" />;
  return (
    <span className={classes.keys}>
      {keymap[id].shortcuts.map((shortcut) => (
        <Keys key={shortcut.label} label={shortcut.label} />
      ))}
    </span>
  );
}

function PlaceKeys() {
  const { t } = useTranslation();
  const [on, setOn] = useState(remembered("characterKeys") !== "off");
  return (
    <section className={classes.places} aria-label={t("commands.places")}>
      <h3 className={classes.group}>{t("commands.places")}</h3>
      <dl>
        {placeKeys.map((key) => (
          <div key={key.id} className={classes.place}>
            <dt>{t(`commands.place.${key.id}`)}</dt>
            <dd>
              <Keys label={key.label} />
            </dd>
          </div>
        ))}
      </dl>
      <Switch
        label={t("commands.characterKeys")}
        checked={on}
        onChange={(event) => {
          setOn(event.currentTarget.checked);
          remember("characterKeys", event.currentTarget.checked ? "on" : "off");
        }}
      />
    </section>
  );
}
