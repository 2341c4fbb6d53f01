/** What the voice process tells a page over the line. */
export type Told =
  | { kind: "say"; code: string; text: string; keys: string[]; spoken: boolean }
  | {
      kind: "state";
      state: "waiting" | "talking" | "over";
      queue: string | null;
      place: number | null;
      low_s: number | null;
      high_s: number | null;
      counsellor: string | null;
      written: string[];
    }
  | { kind: "over" };

export type LineState = "connecting" | "connected" | "lost" | "over" | "closed";

export interface Line {
  /** Tells the voice process something: a key, hold, that we hang up. */
  send(told: { key: string } | { hold: boolean } | { hang_up: true }): void;
  mute(on: boolean): void;
  close(): void;
}

interface LineOptions {
  /** Sends our offer (SDP) to the server and gives its answer. */
  exchange(sdp: string): Promise<string>;
  onState(state: LineState): void;
  onTold(told: Told): void;
}

/** A connection that is only interrupted comes back within seconds, or not at all. */
const interruptedFor = 6_000;
const gatheredWithin = 1_500;

/** Opens the microphone and a line to the voice process. Rejects where the microphone or the server refuses. */
export async function openLine({ exchange, onState, onTold }: LineOptions): Promise<Line> {
  if (!navigator.mediaDevices) throw new DOMException("insecure page", "NotSupportedError");
  const microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  const connection = new RTCPeerConnection();
  const speaker = new Audio();
  let state: LineState = "connecting";
  let interrupted = 0;

  const turn = (next: LineState) => {
    if (state === next || state === "over" || state === "closed" || state === "lost") return;
    state = next;
    if (next !== "connected") shut();
    onState(next);
  };
  const shut = () => {
    window.clearTimeout(interrupted);
    for (const track of microphone.getTracks()) track.stop();
    speaker.srcObject = null;
    // What was sent last is to leave first.
    setTimeout(() => connection.close(), 200);
  };

  for (const track of microphone.getTracks()) connection.addTrack(track, microphone);
  const channel = connection.createDataChannel("call");
  channel.onmessage = (message: MessageEvent<string>) => {
    const told = JSON.parse(message.data) as Told;
    if (told.kind === "over") turn("over");
    else onTold(told);
  };
  connection.ontrack = ({ track }) => {
    speaker.srcObject = new MediaStream([track]);
    void speaker.play();
  };
  connection.onconnectionstatechange = () => {
    window.clearTimeout(interrupted);
    if (connection.connectionState === "connected") turn("connected");
    else if (connection.connectionState === "failed") turn("lost");
    else if (connection.connectionState === "disconnected")
      interrupted = window.setTimeout(() => turn("lost"), interruptedFor);
  };

  try {
    await connection.setLocalDescription(await connection.createOffer());
    await gathered(connection);
    const sdp = await exchange(connection.localDescription?.sdp ?? "");
    await connection.setRemoteDescription({ type: "answer", sdp });
  } catch (error) {
    state = "closed";
    shut();
    throw error;
  }
  return {
    send(told) {
      if (channel.readyState === "open") channel.send(JSON.stringify(told));
      // Who is quick presses before the line is up.
      else if (channel.readyState === "connecting")
        channel.addEventListener("open", () => channel.send(JSON.stringify(told)));
    },
    mute(on) {
      for (const track of microphone.getTracks()) track.enabled = !on;
    },
    close: () => turn("closed"),
  };
}

/** Our addresses are sent together with the offer. */
function gathered(connection: RTCPeerConnection): Promise<void> {
  if (connection.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, gatheredWithin);
    connection.onicegatheringstatechange = () => {
      if (connection.iceGatheringState !== "complete") return;
      clearTimeout(timer);
      resolve();
    };
  });
}

/** Whether opening a line failed because there is no microphone that we may use. */
export function isMicrophoneMissing(error: unknown): boolean {
  return error instanceof DOMException;
}

export const keypad = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;
