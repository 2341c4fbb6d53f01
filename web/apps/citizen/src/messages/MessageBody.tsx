import { pieces } from "./links";

export function MessageBody({ text }: { text: string }) {
  let at = 0;
  return (
    <p className="body">
      {pieces(text).map((piece) => {
        const key = at;
        at += piece.text.length;
        return piece.link ? (
          <a key={key} href={piece.text} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ) : (
          piece.text
        );
      })}
    </p>
  );
}
