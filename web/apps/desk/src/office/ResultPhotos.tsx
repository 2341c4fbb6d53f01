import { Button } from "@mantine/core";
import { IconCamera } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { sayProblem } from "../app/say";
import { resultPhotoUrl, uploadResultPhoto } from "./data";
import classes from "./Office.module.css";

interface ResultPhotosProps {
  caseId: number;
  ids: number[];
  onChange(ids: number[]): void;
}

/** Photos of the result, taken or chosen, on their way to the citizen with the words. */
export function ResultPhotos({ caseId, ids, onChange }: ResultPhotosProps) {
  const { t } = useTranslation("office");
  const input = useRef<HTMLInputElement>(null);
  const upload = useMutation({
    mutationFn: async (files: File[]) => {
      const added: number[] = [];
      try {
        for (const file of files) added.push((await uploadResultPhoto(caseId, file)).id);
      } finally {
        // Those that came up stay, also where one of them was refused.
        onChange([...ids, ...added]);
      }
    },
    onError: sayProblem,
  });
  return (
    <div>
      <Button
        variant="default"
        leftSection={<IconCamera size={16} aria-hidden />}
        loading={upload.isPending}
        onClick={() => input.current?.click()}
      >
        {t("field.photo")}
      </Button>
      <ul className={classes.thumbs}>
        {ids.map((id, index) => (
          <li key={id}>
            <img src={resultPhotoUrl(caseId, id)} alt={t("photo", { number: index + 1 })} />
            <Button size="compact-sm" variant="subtle" onClick={() => onChange(ids.filter((other) => other !== id))}>
              {t("field.removePhoto", { number: index + 1 })}
            </Button>
          </li>
        ))}
      </ul>
      <input
        ref={input}
        type="file"
        accept="image/jpeg,image/png,image/webp"
        multiple
        hidden
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = "";
          if (files.length > 0) upload.mutate(files);
        }}
      />
    </div>
  );
}
