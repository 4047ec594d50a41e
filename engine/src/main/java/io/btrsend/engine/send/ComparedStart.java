package io.btrsend.engine.send;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.format.XxHash64Digest;
import io.btrsend.engine.stream.ForwardingChannel;
import io.btrsend.engine.stream.ResumeToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Passes on what is new to a receiver: a send that goes on after a {@link ResumeToken} makes the
 * last command that the receiver has once more, file data included; this channel compares it and
 * keeps it back.
 *
 * <p>For one thread at a time.
 */
public final class ComparedStart extends ForwardingChannel {
  private final ResumeToken token;
  private final byte[] last;
  private int have;
  private boolean compared;

  /**
   * @param out gets what follows the token's place
   */
  public ComparedStart(ResumeToken token, WritableByteChannel out) {
    super(out);
    this.token = token;
    last = new byte[token.lastLength()];
    compared = last.length == 0;
  }

  /** The part of the output that a send has to write to such a channel. */
  public static OutputPart part(ResumeToken token) {
    OutputPart rest = OutputPart.startingAt(token.point().bytes() - token.lastLength());
    return rest.requiring(token.point());
  }

  /**
   * Takes bytes of the output.
   *
   * @throws SendException {@link Reason#DIFFERENT} if the last command is another one
   * @throws IOException if the channel behind fails
   */
  @Override
  public int write(ByteBuffer src) throws IOException {
    if (compared) {
      return out.write(src);
    }
    int count = Math.min(src.remaining(), last.length - have);
    src.get(last, have, count);
    have += count;
    if (have == last.length) {
      if (XxHash64Digest.hash(last, 0, last.length, 0) != token.lastDigest()) {
        throw new SendException(
            Reason.DIFFERENT,
            "the command before byte "
                + token.point().bytes()
                + " has other file data than what is there already");
      }
      compared = true;
    }
    return count;
  }
}
