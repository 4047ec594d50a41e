package io.btrsend.cli;

import io.btrsend.engine.send.ComparedStart;
import io.btrsend.engine.send.OutputPart;
import io.btrsend.engine.stream.ResumeToken;
import io.btrsend.jobs.resume.PartialOutput;
import java.nio.channels.WritableByteChannel;

/**
 * Where the bytes of a send go.
 *
 * @param part what of the output is sent
 * @param token what the bytes that are there have to be, or null
 * @param newBytes takes those that were not
 * @param partial what keeps them if the send does not come to its end, or null
 */
record Destination(
    OutputPart part, ResumeToken token, WritableByteChannel newBytes, PartialOutput partial) {
  static Destination startingAt(long from, WritableByteChannel out) {
    return new Destination(OutputPart.startingAt(from), null, out, null);
  }

  static Destination after(ResumeToken token, WritableByteChannel out) {
    return new Destination(ComparedStart.part(token), token, out, null);
  }

  static Destination of(PartialOutput partial) {
    return new Destination(partial.part(), partial.token(), partial.channel(), partial);
  }

  /** The bytes of the output that were there before. */
  long present() {
    return token == null ? part.from() : token.point().bytes();
  }

  /** What the send writes to. */
  WritableByteChannel from(WritableByteChannel way) {
    return token == null ? way : new ComparedStart(token, way);
  }
}
