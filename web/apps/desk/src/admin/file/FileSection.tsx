import { Button, FileButton, Group } from "@mantine/core";
import type { FileRead } from "@sori/api";
import { Empty } from "@sori/ui";
import { IconDownload, IconFileImport, IconFileText } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import classes from "../Admin.module.css";
import { useReadFile } from "../data";
import { useAdministration } from "../draft/useAdministration";
import { SectionHead } from "../parts/SectionHead";
import { Wrong } from "../parts/Wrong";
import { EditList } from "../review/EditList";
import { FaultList } from "../review/FaultList";

/** The whole setup as one file: to take along, and to bring in as a draft. */
export function FileSection() {
  const { t } = useTranslation("admin");
  const { administrator } = useAdministration();
  const read = useReadFile();
  const [name, setName] = useState("");
  const reset = useRef<() => void>(null);
  const choose = async (file: File | null) => {
    if (!file) return;
    setName(file.name);
    read.mutate(await file.text());
    reset.current?.();
  };
  if (!administrator) {
    return (
      <>
        <SectionHead section="file" />
        <Empty icon={<IconFileText size={32} />} title={t("file.administrators")} />
      </>
    );
  }
  return (
    <>
      <SectionHead section="file" />
      <section className={classes.card} aria-labelledby="file-out">
        <h3 id="file-out">{t("file.out")}</h3>
        <p className={classes.soft}>{t("file.outAbout")}</p>
        <div>
          <Button component="a" href="/api/setup/file" download leftSection={<IconDownload size={16} aria-hidden />}>
            {t("file.download")}
          </Button>
        </div>
      </section>
      <section className={classes.card} aria-labelledby="file-in">
        <h3 id="file-in">{t("file.in")}</h3>
        <p className={classes.soft}>{t("file.inAbout")}</p>
        <div>
          <FileButton
            resetRef={reset}
            accept=".toml,application/toml,text/plain"
            onChange={(file) => void choose(file)}
          >
            {(props) => (
              <Button
                {...props}
                variant="default"
                loading={read.isPending}
                leftSection={<IconFileImport size={16} aria-hidden />}
              >
                {t("file.choose")}
              </Button>
            )}
          </FileButton>
        </div>
        {read.isError && <Wrong said>{problemDetail(read.error) || t("offline")}</Wrong>}
        {read.data && <Found name={name} found={read.data} onTaken={() => read.reset()} />}
      </section>
    </>
  );
}

/** What the file would change, before it goes into the draft. */
function Found({ name, found, onTaken }: { name: string; found: FileRead; onTaken: () => void }) {
  const { t } = useTranslation("admin");
  const { draft, replace } = useAdministration();
  const take = () => {
    replace(found.edits);
    say(t("file.taken", { count: found.edits.length }));
    onTaken();
  };
  return (
    <div role="status" className={classes.list}>
      <h4>{t("file.found", { name, count: found.edits.length })}</h4>
      {found.faults.length > 0 && (
        <Wrong title={t("bar.wrong", { count: found.faults.length })}>
          <FaultList faults={found.faults} />
        </Wrong>
      )}
      <EditList edits={found.edits} />
      {found.edits.length > 0 && (
        <Group mt="sm">
          <Button onClick={take}>{t("file.take")}</Button>
          {draft.length > 0 && <span className={classes.soft}>{t("file.replaces", { count: draft.length })}</span>}
        </Group>
      )}
    </div>
  );
}
