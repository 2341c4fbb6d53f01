import { ActionIcon, TextInput } from "@mantine/core";
import { Empty } from "@sori/ui";
import { IconChevronDown, IconChevronRight, IconPlus, IconSearch, IconTags } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { matchesKorean } from "../../app/koreanSearch";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { byCode, edited } from "../draft/draft";
import { useAdministration, usePart } from "../draft/useAdministration";
import { Choice } from "../fields/Choices";
import { TextFields } from "../fields/TextFields";
import styles from "../menu/Menu.module.css";
import { Mark } from "../parts/Mark";
import { NewPart } from "../parts/NewPart";
import { PartDialog } from "../parts/PartDialog";
import { SectionHead } from "../parts/SectionHead";
import { useOpenPart } from "../parts/useOpenPart";
import { belowTopic, DEEPEST_TOPIC, levelOf, possibleParents, withAllBelow } from "./tree";

/** What contacts are about: three levels, of which counsellors choose the third. */
export function TopicsSection() {
  const { t } = useTranslation("admin");
  const text = useText();
  const { setup, present, draft, mayEdit, put, replace } = useAdministration();
  const { open, show, close } = useOpenPart();
  const [words, setWords] = useState("");
  const [above, setAbove] = useState<string | null | undefined>(undefined);
  const topics = byCode(setup, "topics");
  const chosen = open !== undefined && open in topics ? open : undefined;
  const found = useMemo(() => {
    const hits = Object.keys(topics).filter((code) =>
      matchesKorean(text(topics[code]?.name ?? { ko: "", en: "" }), words),
    );
    const shown = new Set<string>();
    for (const hit of hits) {
      for (let code: string | null | undefined = hit; code; code = topics[code]?.parent) shown.add(code);
    }
    return words === "" ? null : shown;
  }, [topics, words, text]);
  const retire = (code: string) =>
    replace(withAllBelow(topics, code).reduce((next, one) => edited(next, present, "topics", one, null), draft));
  return (
    <>
      <SectionHead
        section="topics"
        add={mayEdit("topics") ? t("topics.add") : undefined}
        onAdd={() => setAbove(null)}
      />
      <TextInput
        maw={280}
        aria-label={t("topics.search")}
        placeholder={t("topics.search")}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <section className={classes.card} aria-label={t("section.topics")}>
        {Object.keys(topics).length === 0 && <Empty icon={<IconTags size={32} />} title={t("nothingYet")} />}
        <Level above={null} found={found} onOpen={show} onAdd={setAbove} />
      </section>
      <NewPart
        opened={above !== undefined}
        title={
          above
            ? t("topics.addBelow", { name: text(topics[above]?.name ?? { ko: above, en: above }) })
            : t("topics.add")
        }
        textLabel={t("field.name")}
        codeLabel={t("code")}
        codeHelp={t("new.codeHelp")}
        prefix={above ? `${above}.` : ""}
        taken={(code) => code in topics}
        onClose={() => setAbove(undefined)}
        onMake={(code, name) => put("topics", code, { name, parent: above ?? null })}
      />
      <PartDialog
        kind="topics"
        code={chosen}
        title={chosen ? text(topics[chosen]?.name ?? { ko: chosen, en: chosen }) : ""}
        onClose={close}
        removeLabel={chosen ? t("topics.retire", { count: withAllBelow(topics, chosen).length }) : ""}
        onRemove={() => chosen && retire(chosen)}
      >
        {chosen && <TopicEditor code={chosen} />}
      </PartDialog>
    </>
  );
}

interface LevelProps {
  above: string | null;
  /** Which topics a search leaves; null where nothing is searched for. */
  found: ReadonlySet<string> | null;
  onOpen: (code: string) => void;
  onAdd: (above: string) => void;
}

function Level({ above, ...rest }: LevelProps) {
  const { i18n } = useTranslation();
  const { setup } = useAdministration();
  const language = i18n.language === "en" ? "en" : "ko";
  const codes = belowTopic(byCode(setup, "topics"), above, language).filter((code) => rest.found?.has(code) ?? true);
  if (codes.length === 0) return null;
  return (
    <ul className={styles.tree}>
      {codes.map((code) => (
        <TopicRow key={code} code={code} {...rest} />
      ))}
    </ul>
  );
}

function TopicRow({ code, ...rest }: Omit<LevelProps, "above"> & { code: string }) {
  const { t } = useTranslation("admin");
  const text = useText();
  const { setup, mayEdit } = useAdministration();
  const topics = byCode(setup, "topics");
  const level = levelOf(topics, code);
  const [opened, setOpened] = useState(false);
  const topic = topics[code];
  if (!topic) return null;
  const name = text(topic.name);
  const under = withAllBelow(topics, code).length - 1;
  const unfolded = opened || rest.found !== null;
  return (
    <li>
      <div className={styles.entry}>
        <ActionIcon
          aria-label={t(unfolded ? "topics.fold" : "topics.unfold", { name })}
          aria-expanded={unfolded}
          disabled={under === 0}
          onClick={() => setOpened(!opened)}
        >
          {unfolded && under > 0 ? (
            <IconChevronDown size={16} aria-hidden />
          ) : (
            <IconChevronRight size={16} aria-hidden />
          )}
        </ActionIcon>
        <span className={styles.words}>
          <button type="button" className={classes.open} onClick={() => rest.onOpen(code)}>
            {name}
          </button>
          <Mark kind="topics" code={code} />
          <span className={classes.soft}>{under > 0 ? t("topics.under", { count: under }) : code}</span>
        </span>
        {mayEdit("topics") && level < DEEPEST_TOPIC && (
          <ActionIcon
            aria-label={t("topics.addBelow", { name })}
            onClick={() => {
              setOpened(true);
              rest.onAdd(code);
            }}
          >
            <IconPlus size={16} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {unfolded && <Level above={code} {...rest} />}
    </li>
  );
}

function TopicEditor({ code }: { code: string }) {
  const { t } = useTranslation("admin");
  const { setup } = useAdministration();
  const { part, disabled, change, fault } = usePart("topics", code);
  if (part === null) return null;
  const parents = new Set(possibleParents(byCode(setup, "topics"), code));
  return (
    <>
      <TextFields
        label={t("field.name")}
        value={part.name}
        disabled={disabled}
        fault={(language) => fault(`name.${language}`)}
        onChange={(name) => change({ name })}
      />
      <Choice
        kind="topics"
        label={t("field.parent")}
        description={t("topics.moveHelp")}
        none={t("topics.first")}
        value={part.parent ?? null}
        leaveOut={(other) => !parents.has(other) && other !== part.parent}
        disabled={disabled}
        error={fault("parent")}
        onChange={(parent) => change({ parent })}
      />
      <p className={classes.soft}>
        {t("code")} <code>{code}</code>
      </p>
    </>
  );
}
