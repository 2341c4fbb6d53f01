/** What the server takes; it checks again by content. */
export const MOST_BYTES = 10 * 1024 * 1024;

const ENDINGS = ["jpg", "jpeg", "png", "webp", "gif", "pdf", "docx", "xlsx", "hwp", "hwpx", "txt"];

export const ACCEPT = ["image/jpeg", "image/png", "image/webp", "image/gif", ...ENDINGS.map((end) => `.${end}`)].join();

/** What a complaint takes for a photo. A phone offers its camera for these too. */
const PHOTO_TYPES = ["image/jpeg", "image/png", "image/webp"];

export const ACCEPT_PHOTO = PHOTO_TYPES.join();

export type FileFault = "too_big" | "wrong_type";

export function faultOf(file: Pick<File, "name" | "size" | "type">): FileFault | null {
  const ending = file.name.split(".").at(-1)?.toLowerCase() ?? "";
  const image = ["image/jpeg", "image/png", "image/webp", "image/gif"].includes(file.type);
  if (!image && !ENDINGS.includes(ending)) return "wrong_type";
  return file.size > MOST_BYTES ? "too_big" : null;
}

export function faultOfPhoto(file: Pick<File, "name" | "size" | "type">): FileFault | null {
  if (!PHOTO_TYPES.includes(file.type)) return "wrong_type";
  return file.size > MOST_BYTES ? "too_big" : null;
}
