export function askForNotifications(): void {
  if ("Notification" in window && Notification.permission === "default") void Notification.requestPermission();
}

/** A system notification for someone who is looking elsewhere. */
export function notify(title: string, body: string, tag: string): void {
  if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
  const notification = new Notification(title, { body, tag });
  notification.onclick = () => {
    window.focus();
    notification.close();
  };
}

/** Several tabs hear of the same thing; the first one to see it makes the noise. */
export function firstTab(key: string): boolean {
  const name = "sori.rung";
  try {
    if (localStorage.getItem(name) === key) return false;
    localStorage.setItem(name, key);
  } catch {
    // Without storage every tab rings, which is better than none.
  }
  return true;
}
